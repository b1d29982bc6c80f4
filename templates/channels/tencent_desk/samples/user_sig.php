<?php

/**
 * 腾讯云 UserSig，使用官方库 tencent/tls-sig-api-v2，只能在您自己的服务端运行。
 *
 * - 安装：composer install。官方库取当前时间签名，签名在 $expire 秒后失效，页面每次打开客服前重新获取。
 * - SDKSecretKey 来自环境变量 TENCENT_SECRET_KEY，不要写进代码、网页或小程序，也不要写进日志。
 *   它按 64 个字符的原文参与计算，不要先做十六进制解码。
 * - 接口返回 {"userID":…,"userSig":…}；userID 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。
 *
 * UserSig of Tencent Cloud with the official library, for your own server only.
 *
 * - Install: composer install. The library signs with the present time, and the signature ends after
 *   $expire seconds, so the page asks for a new one whenever it opens the chat.
 * - SDKSecretKey comes from the environment variable TENCENT_SECRET_KEY: never in code, pages, mini
 *   programs or logs. Its 64 characters are used as they are, not decoded from hex.
 * - The endpoint answers {"userID":…,"userSig":…} with Cache-Control: no-store. userID comes
 *   from the signed-in session, never from the request, or anybody could be anybody.
 */

declare(strict_types=1);

require __DIR__ . '/vendor/autoload.php';

use Tencent\TLSSigAPIv2;

const USER_SIG_DAY = 24 * 60 * 60;
const USER_SIG_LONGEST = 50 * 365 * USER_SIG_DAY;

/**
 * Signs a user's id for $expire seconds from now.
 *
 * @param string $userId 用户在您系统中的编号 / the user's id in your own system
 *
 * @throws InvalidArgumentException when one of the values cannot be signed
 */
function user_sig(int $sdkAppId, string $key, string $userId, int $expire = USER_SIG_DAY): string
{
    if ($sdkAppId < 1 || $key === '') {
        throw new InvalidArgumentException('sdkAppId and key must be given');
    }
    if (preg_match('/\A[A-Za-z0-9_-]{1,32}\z/', $userId) !== 1) {
        throw new InvalidArgumentException('userId must have 1 to 32 letters, digits, _ or -');
    }
    if ($expire < 1 || $expire > USER_SIG_LONGEST) {
        throw new InvalidArgumentException('expire must be from one second to 50 years');
    }

    return (new TLSSigAPIv2($sdkAppId, $key))->genUserSig($userId, $expire);
}

/**
 * 接口的返回值 / what your endpoint answers for the person who is signed in.
 *
 * @return array{userID: string, userSig: string}
 */
function user_sig_answer_for(string $userId): array
{
    $sdkAppId = (int) getenv('TENCENT_SDK_APP_ID');
    $userSig = user_sig($sdkAppId, (string) getenv('TENCENT_SECRET_KEY'), $userId);

    return ['userID' => $userId, 'userSig' => $userSig];
}

// 用公开的演示密钥自检：php user_sig.php / self-test with the public demo key
if (PHP_SAPI === 'cli' && realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    // "jieru-demo-key-not-for-any-use!!" 的十六进制 / in hex
    $key = '6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121';
    $userSig = user_sig(1400000000, $key, 'demo-visitor', 86400);
    echo json_encode(['user_sig' => $userSig], JSON_THROW_ON_ERROR), "\n";
}
