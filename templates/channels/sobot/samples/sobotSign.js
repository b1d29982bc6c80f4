'use strict';

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

const { createHash } = require('node:crypto');

// 1–300 个字符，不含控制字符 / 1 to 300 characters, none of them a control character
const PARTNERID = /^[^\p{Cc}\p{Cs}]{1,300}$/u;

/**
 * @param {string} sysnum 企业标识 / the id of your enterprise
 * @param {string} key 安全密钥 / the security key
 * @param {string} partnerid 用户在您系统中的编号 / the user's id in your own system
 * @returns {string} 32 lower-case hex digits
 * @throws {TypeError} when one of them cannot be signed
 */
function sobotSign(sysnum, key, partnerid) {
  if (!sysnum || !key) {
    throw new TypeError('sysnum and key must not be empty');
  }
  if (typeof partnerid !== 'string' || !PARTNERID.test(partnerid)) {
    throw new TypeError('partnerid must be a text of 1 to 300 characters without control characters');
  }
  return createHash('md5').update(sysnum + key + partnerid, 'utf8').digest('hex');
}

/** 接口的返回值 / what your endpoint answers for the person who is signed in */
function answerFor(partnerid) {
  const { SOBOT_SYSNUM, SOBOT_KEY } = process.env;
  return { partnerid, sign: sobotSign(SOBOT_SYSNUM, SOBOT_KEY, partnerid) };
}

module.exports = { sobotSign, answerFor };

// 用公开的演示密钥自检：node sobotSign.js / self-test with the public demo key
if (require.main === module) {
  const sign = sobotSign('0123456789abcdef0123456789abcdef', 'jieru-demo-key', '用户 1+a');
  console.log(JSON.stringify({ sign }));
}
