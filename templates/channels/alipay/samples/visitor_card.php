<?php

/**
 * 支付宝云客服访客名片 cinfo 与 key，只能在您自己的服务端运行。需要 openssl 扩展。
 *
 * - 规则：名片 JSON（UTF-8）用一次性的 16 字节随机密钥做 AES-128-ECB（PKCS#7 填充）得到 cinfo；
 *   该密钥用企业公钥做 RSA PKCS#1 v1.5 得到 key。两者先 Base64 再 URL 编码，直接拼接，不要再编码一次。
 * - 企业公钥由客服平台发放，来自环境变量 ALIPAY_CARD_PUBLIC_KEY。拿到它的人可以伪造任意访客，
 *   所以同样不要写进代码、网页或小程序，也不要写进日志。
 * - 接口返回 {"cinfo":…,"key":…}；名片内容取自已登录的会话，不能取自请求。
 *
 * The visitor card of Alipay cloud customer service, for your own server only. Needs ext-openssl.
 *
 * - Rule: cinfo is the card's JSON (UTF-8) under AES-128-ECB (PKCS#7 padding) with 16 random bytes used
 *   once; key is those bytes under RSA PKCS#1 v1.5 with the enterprise's public key. Both are Base64,
 *   then URL-encoded: append them as they are, never encode them again.
 * - The public key is issued by the platform and comes from the environment variable
 *   ALIPAY_CARD_PUBLIC_KEY. Whoever has it can forge any visitor: never in code, pages, mini programs
 *   or logs.
 * - The endpoint answers {"cinfo":…,"key":…} with Cache-Control: no-store. What stands on the card comes
 *   from the signed-in session, never from the request.
 */

declare(strict_types=1);

/**
 * Seals a card for a public key (SPKI in Base64).
 *
 * @param array<string, mixed> $card 名片 / the card; an empty extInfo must be new stdClass()
 *
 * @return array{cinfo: string, key: string} URL-encoded already
 *
 * @throws InvalidArgumentException when the key is no RSA key of at least 2048 bits
 * @throws JsonException            when the card is not UTF-8
 */
function seal_card(string $publicKey, array $card): array
{
    $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split($publicKey, 64, "\n") . "-----END PUBLIC KEY-----\n";
    $rsa = openssl_pkey_get_public($pem);
    $details = $rsa === false ? ['type' => null, 'bits' => 0] : openssl_pkey_get_details($rsa);
    if ($rsa === false || $details['type'] !== OPENSSL_KEYTYPE_RSA || $details['bits'] < 2048) {
        throw new InvalidArgumentException('publicKey must be an RSA key of at least 2048 bits');
    }
    $text = json_encode($card, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    // 每张名片一个新密钥 / a new key for every card
    $once = random_bytes(16);
    $sealed = openssl_encrypt($text, 'aes-128-ecb', $once, OPENSSL_RAW_DATA);
    if ($sealed === false || !openssl_public_encrypt($once, $sealedKey, $rsa, OPENSSL_PKCS1_PADDING)) {
        throw new RuntimeException('openssl: ' . openssl_error_string());
    }

    return ['cinfo' => rawurlencode(base64_encode($sealed)), 'key' => rawurlencode(base64_encode($sealedKey))];
}

/**
 * 接口的返回值 / what your endpoint answers for the person who is signed in.
 *
 * @return array{cinfo: string, key: string}
 *
 * @throws InvalidArgumentException when there is no user or the key is wrong
 */
function seal_card_answer_for(string $userId, string $userName): array
{
    if ($userId === '') {
        throw new InvalidArgumentException('userId must not be empty');
    }

    return seal_card((string) getenv('ALIPAY_CARD_PUBLIC_KEY'), [
        'userId' => $userId,
        'uname' => $userName,
        'extInfo' => ['userName' => $userName],
        'timestamp' => (int) floor(microtime(true) * 1000),
    ]);
}

// 用公开的演示公钥自检：php visitor_card.php / self-test with the public demo key
// 每次结果不同，因为密钥是随机的 / differs every time, because the key is random
if (PHP_SAPI === 'cli' && realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    $demoKey = ''
        . 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSs'
        . 'vmB8J1qbcZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMH'
        . 'EC5673ObcBG8tj8qs69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmz'
        . 'od1rIL8ty5NDe6myFEI01DSZD3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfG'
        . 'NELpZ497DDh8PRvh9noTK19/jBAaa2TRMR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB';
    $card = [
        'userId' => 'demo-visitor',
        'uname' => '演示用户',
        'extInfo' => ['userName' => '演示用户'],
        'timestamp' => 1700000000000,
    ];
    echo json_encode(seal_card($demoKey, $card), JSON_THROW_ON_ERROR), "\n";
}
