"""智齿网页签名，只能在您自己的服务端运行。

- 规则：sign = MD5(sysnum + 密钥 + partnerid)，不加分隔符，UTF-8，32 位小写十六进制。
  partnerid 用原文参与签名，放进链接时才做 URL 编码。
- 密钥来自环境变量 SOBOT_KEY，不要写进代码、网页或小程序，也不要写进日志。
- 接口返回 {"partnerid":…,"sign":…}；partnerid 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。

The web signature of Sobot, for your own server only.

- Rule: sign = MD5(sysnum + key + partnerid), no separator, UTF-8, 32 lower-case hex digits.
  partnerid is signed as it is; it is URL-encoded only where it enters a link.
- The key comes from the environment variable SOBOT_KEY: never in code, pages, mini programs or logs.
- The endpoint answers {"partnerid":…,"sign":…} with Cache-Control: no-store. partnerid comes from the
  signed-in session, never from the request, or anybody could be anybody.
"""

import hashlib
import json
import os
import unicodedata


def sobot_sign(sysnum: str, key: str, partnerid: str) -> str:
    """Sign a user's id; 32 lower-case hex digits.

    Raises ValueError when sysnum or key is empty, or when partnerid does not have 1 to 300
    characters or has a control character.
    """
    if not sysnum or not key:
        raise ValueError("sysnum and key must not be empty")
    if not 1 <= len(partnerid) <= 300:
        raise ValueError("partnerid must have 1 to 300 characters")
    if any(unicodedata.category(character) == "Cc" for character in partnerid):
        raise ValueError("partnerid must not have control characters")
    return hashlib.md5((sysnum + key + partnerid).encode("utf-8")).hexdigest()


def answer_for(partnerid: str) -> dict:
    """接口的返回值 / what your endpoint answers for the person who is signed in."""
    sign = sobot_sign(os.environ["SOBOT_SYSNUM"], os.environ["SOBOT_KEY"], partnerid)
    return {"partnerid": partnerid, "sign": sign}


# 用公开的演示密钥自检：python3 sobot_sign.py / self-test with the public demo key
if __name__ == "__main__":
    demo = sobot_sign("0123456789abcdef0123456789abcdef", "jieru-demo-key", "用户 1+a")
    print(json.dumps({"sign": demo}, separators=(",", ":")))
