<?php

// SimpleSAMLphp as an identity provider on the loopback address. Everything that differs from run to run is in
// the folder and the address that the starter names in the environment.

$folder = getenv('SSP_FOLDER');

$config = [
    'baseurlpath' => getenv('SSP_BASE') . '/',
    'certdir' => $folder . '/',
    'loggingdir' => $folder . '/log/',
    'datadir' => $folder . '/data/',
    'tempdir' => $folder . '/temp/',
    'metadatadir' => __DIR__ . '/metadata/',
    'secretsalt' => getenv('SSP_SALT'),
    'auth.adminpassword' => getenv('SSP_SALT'),
    'technicalcontact_email' => 'nobody@localhost',
    'timezone' => 'UTC',
    'showerrors' => true,
    'errorreporting' => false,
    'logging.level' => SimpleSAML\Logger::INFO,
    'logging.handler' => 'file',
    'logging.logfile' => 'simplesamlphp.log',
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'saml' => true, 'core' => true],
    'store.type' => 'phpsession',
    'session.phpsession.cookiename' => 'SimpleSAMLphp',
    'session.phpsession.savepath' => $folder . '/sessions/',
    'session.phpsession.httponly' => true,
    'session.cookie.secure' => false,
    'session.cookie.samesite' => null,
    'session.duration' => 8 * 3600,
    'language.default' => 'en',
    'metadata.sources' => [['type' => 'flatfile']],
];
