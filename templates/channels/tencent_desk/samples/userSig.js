'use strict';

/**
 * 腾讯云 UserSig，使用官方库 tls-sig-api-v2，只能在您自己的服务端运行。
 *
 * - 安装：npm install。官方库取当前时间签名，签名在 expire 秒后失效，页面每次打开客服前重新获取。
 * - SDKSecretKey 来自环境变量 TENCENT_SECRET_KEY，不要写进代码、网页或小程序，也不要写进日志。
 *   它按 64 个字符的原文参与计算，不要先做十六进制解码。
 * - 接口返回 {"userID":…,"userSig":…}；userID 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。
 *
 * UserSig of Tencent Cloud with the official library, for your own server only.
 *
 * - Install: npm install. The library signs with the present time, and the signature ends after `expire`
 *   seconds, so the page asks for a new one whenever it opens the chat.
 * - SDKSecretKey comes from the environment variable TENCENT_SECRET_KEY: never in code, pages, mini
 *   programs or logs. Its 64 characters are used as they are, not decoded from hex.
 * - The endpoint answers {"userID":…,"userSig":…} with Cache-Control: no-store. userID comes
 *   from the signed-in session, never from the request, or anybody could be anybody.
 */

const TLSSigAPIv2 = require('tls-sig-api-v2');

const DAY = 24 * 60 * 60;
const LONGEST = 50 * 365 * DAY;

/**
 * @param {number} sdkAppId 控制台的 SDKAppID / SDKAppID of the console
 * @param {string} key SDKSecretKey
 * @param {string} userId 用户在您系统中的编号 / the user's id in your own system
 * @param {number} [expire] 有效秒数，默认一天 / seconds of validity, a day by default
 * @returns {string} the UserSig
 * @throws {TypeError} when one of them cannot be signed
 */
function userSig(sdkAppId, key, userId, expire = DAY) {
  if (!Number.isInteger(sdkAppId) || sdkAppId < 1 || !key) {
    throw new TypeError('sdkAppId and key must be given');
  }
  if (typeof userId !== 'string' || !/^[A-Za-z0-9_-]{1,32}$/.test(userId)) {
    throw new TypeError('userId must have 1 to 32 letters, digits, _ or -');
  }
  if (!Number.isInteger(expire) || expire < 1 || expire > LONGEST) {
    throw new TypeError('expire must be from one second to 50 years');
  }
  return new TLSSigAPIv2.Api(sdkAppId, key).genUserSig(userId, expire);
}

/** 接口的返回值 / what your endpoint answers for the person who is signed in */
function answerFor(userId) {
  const { TENCENT_SDK_APP_ID, TENCENT_SECRET_KEY } = process.env;
  return { userID: userId, userSig: userSig(Number(TENCENT_SDK_APP_ID), TENCENT_SECRET_KEY, userId) };
}

module.exports = { userSig, answerFor };

// 用公开的演示密钥自检：node userSig.js / self-test with the public demo key
if (require.main === module) {
  // "jieru-demo-key-not-for-any-use!!" 的十六进制 / in hex
  const key = '6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121';
  console.log(JSON.stringify({ user_sig: userSig(1400000000, key, 'demo-visitor', 86400) }));
}
