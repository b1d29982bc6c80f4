<?php

/**
 * 智齿网页签名，只能在您自己的服务端运行。
 *
 * - 规则：sign = MD5(sysnum + 密钥 + partnerid)，不加分隔符，UTF-8，32 位小写十六进制。
 *   partnerid 用原文参与签名，放进链接时才做 URL 编码。
 * - 密钥来自环境变量 SOBOT_KEY，不要写进代码、网页或小程序，也不要写进日志。
 * - 接口返回 {"partnerid":…,"sign":…}；partnerid 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。
 *
 * The web signature of Sobot, for your own server only.
 *
 * - Rule: sign = MD5(sysnum + key + partnerid), no separator, UTF-8, 32 lower-case hex digits.
 *   partnerid is signed as it is; it is URL-encoded only where it enters a link.
 * - The key comes from the environment variable SOBOT_KEY: never in code, pages, mini programs or logs.
 * - The endpoint answers {"partnerid":…,"sign":…} with Cache-Control: no-store. partnerid comes from the
 *   signed-in session, never from the request, or anybody could be anybody.
 */

declare(strict_types=1);

/**
 * Signs a user's id: 32 lower-case hex digits.
 *
 * @param string $partnerid 用户在您系统中的编号 / the user's id in your own system
 *
 * @throws InvalidArgumentException when one of the three cannot be signed
 */
function sobot_sign(string $sysnum, string $key, string $partnerid): string
{
    if ($sysnum === '' || $key === '') {
        throw new InvalidArgumentException('sysnum and key must not be empty');
    }
    // 1–300 个 UTF-8 字符，不含控制字符 / 1 to 300 characters of UTF-8, none of them a control character
    if (preg_match('/\A\P{Cc}{1,300}\z/u', $partnerid) !== 1) {
        throw new InvalidArgumentException('partnerid must have 1 to 300 characters without control characters');
    }

    return md5($sysnum . $key . $partnerid);
}

/**
 * 接口的返回值 / what your endpoint answers for the person who is signed in.
 *
 * @return array{partnerid: string, sign: string}
 */
function sobot_answer_for(string $partnerid): array
{
    $sign = sobot_sign((string) getenv('SOBOT_SYSNUM'), (string) getenv('SOBOT_KEY'), $partnerid);

    return ['partnerid' => $partnerid, 'sign' => $sign];
}

// 用公开的演示密钥自检：php sobot_sign.php / self-test with the public demo key
if (PHP_SAPI === 'cli' && realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    $sign = sobot_sign('0123456789abcdef0123456789abcdef', 'jieru-demo-key', '用户 1+a');
    echo json_encode(['sign' => $sign], JSON_THROW_ON_ERROR), "\n";
}
