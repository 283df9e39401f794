<?php

// The service provider, as the starter registered it.

$registered = json_decode(file_get_contents(getenv('SSP_FOLDER') . '/service-provider.json'), true);

if ($registered !== null) {
    $metadata[$registered['entityId']] = [
        'AssertionConsumerService' => $registered['acsUrl'],
        'NameIDFormat' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    ];
}
