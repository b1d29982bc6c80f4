"""腾讯云 UserSig，使用官方库 tls-sig-api-v2，只能在您自己的服务端运行。

- 安装：pip install tls-sig-api-v2==1.1
- 官方库取当前时间签名，签名在 expire 秒后失效，页面每次打开客服前重新获取。
- SDKSecretKey 来自环境变量 TENCENT_SECRET_KEY，不要写进代码、网页或小程序，也不要写进日志。
  它按 64 个字符的原文参与计算，不要先做十六进制解码。
- 接口返回 {"userID":…,"userSig":…}；userID 取自已登录的会话，不能取自请求，
  否则任何人都能冒充他人。

UserSig of Tencent Cloud with the official library, for your own server only.

- Install: pip install tls-sig-api-v2==1.1
- The library signs with the present time, and the signature ends after `expire` seconds, so the page
  asks for a new one whenever it opens the chat.
- SDKSecretKey comes from the environment variable TENCENT_SECRET_KEY: never in code, pages, mini
  programs or logs. Its 64 characters are used as they are, not decoded from hex.
- The endpoint answers {"userID":…,"userSig":…} with Cache-Control: no-store. userID comes
  from the signed-in session, never from the request, or anybody could be anybody.
"""

import json
import os
import re

from TLSSigAPIv2 import TLSSigAPIv2

DAY = 24 * 60 * 60
LONGEST = 50 * 365 * DAY


def user_sig(sdk_app_id: int, key: str, user_id: str, expire: int = DAY) -> str:
    """Sign a user's id for `expire` seconds from now.

    Raises ValueError when a value is missing, when user_id does not have 1 to 32 letters, digits,
    `_` or `-`, and when expire is not from one second to 50 years.
    """
    if sdk_app_id < 1 or not key:
        raise ValueError("sdk_app_id and key must be given")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", user_id):
        raise ValueError("user_id must have 1 to 32 letters, digits, _ or -")
    if not 1 <= expire <= LONGEST:
        raise ValueError("expire must be from one second to 50 years")
    return TLSSigAPIv2(sdk_app_id, key).gen_sig(user_id, expire)


def answer_for(user_id: str) -> dict:
    """接口的返回值 / what your endpoint answers for the person who is signed in."""
    sdk_app_id = int(os.environ["TENCENT_SDK_APP_ID"])
    signature = user_sig(sdk_app_id, os.environ["TENCENT_SECRET_KEY"], user_id)
    return {"userID": user_id, "userSig": signature}


# 用公开的演示密钥自检：python3 user_sig.py / self-test with the public demo key
if __name__ == "__main__":
    # "jieru-demo-key-not-for-any-use!!" 的十六进制 / in hex
    demo_key = "6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121"
    demo = user_sig(1400000000, demo_key, "demo-visitor", 86400)
    print(json.dumps({"user_sig": demo}, separators=(",", ":")))
