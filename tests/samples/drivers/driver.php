<?php

declare(strict_types=1);

foreach (array_slice($argv, 1) as $line) {
    $id = hex2bin($line);
    try {
        echo json_encode(CALL, JSON_THROW_ON_ERROR), "\n";
    } catch (InvalidArgumentException $error) {
        echo "refused\n";
    }
}
