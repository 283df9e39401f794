<?php

// The people, as the starter wrote them down: user principal name to password and claims.

$people = json_decode(file_get_contents(getenv('SSP_FOLDER') . '/people.json'), true);

$users = ['exampleauth:UserPass'];
foreach ($people as $name => $person) {
    $users[$name . ':' . $person['password']] = [
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name' => [$name],
        'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress' => [$name],
        'http://schemas.microsoft.com/identity/claims/displayname' => [$person['displayName']],
    ];
}

$config = ['users' => $users];
