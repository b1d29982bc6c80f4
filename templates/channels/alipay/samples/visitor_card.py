"""支付宝云客服访客名片 cinfo 与 key，只能在您自己的服务端运行。

- 规则：名片 JSON（UTF-8）用一次性的 16 字节随机密钥做 AES-128-ECB（PKCS#7 填充）得到 cinfo；
  该密钥用企业公钥做 RSA PKCS#1 v1.5 得到 key。两者先 Base64 再 URL 编码，直接拼接，不要再编码一次。
- 企业公钥由客服平台发放，来自环境变量 ALIPAY_CARD_PUBLIC_KEY。拿到它的人可以伪造任意访客，
  所以同样不要写进代码、网页或小程序，也不要写进日志。
- 接口返回 {"cinfo":…,"key":…}；名片内容取自已登录的会话，不能取自请求。
- 安装：pip install -r requirements.txt

The visitor card of Alipay cloud customer service, for your own server only.

- Rule: cinfo is the card's JSON (UTF-8) under AES-128-ECB (PKCS#7 padding) with 16 random bytes used
  once; key is those bytes under RSA PKCS#1 v1.5 with the enterprise's public key. Both are Base64,
  then URL-encoded: append them as they are, never encode them again.
- The public key is issued by the platform and comes from the environment variable
  ALIPAY_CARD_PUBLIC_KEY. Whoever has it can forge any visitor: never in code, pages, mini programs
  or logs.
- The endpoint answers {"cinfo":…,"key":…} with Cache-Control: no-store. What stands on the card comes
  from the signed-in session, never from the request.
- Install: pip install -r requirements.txt
"""

import base64
import json
import os
import secrets
import time
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_der_public_key


def seal_card(public_key: str, card: dict) -> dict:
    """Seal a card for `public_key` (SPKI in Base64); both values are URL-encoded already.

    Raises ValueError when the key is no RSA key of at least 2048 bits.
    """
    rsa = load_der_public_key(base64.b64decode(public_key))
    if not isinstance(rsa, RSAPublicKey) or rsa.key_size < 2048:
        raise ValueError("public_key must be an RSA key of at least 2048 bits")
    text = json.dumps(card, ensure_ascii=False).encode("utf-8")
    padder = PKCS7(128).padder()
    padded = padder.update(text) + padder.finalize()
    # 每张名片一个新密钥 / a new key for every card
    once = secrets.token_bytes(16)
    aes = Cipher(algorithms.AES(once), modes.ECB()).encryptor()
    sealed = aes.update(padded) + aes.finalize()
    return {"cinfo": _url_safe(sealed), "key": _url_safe(rsa.encrypt(once, PKCS1v15()))}


def _url_safe(data: bytes) -> str:
    return quote(base64.b64encode(data), safe="")


def answer_for(user_id: str, user_name: str) -> dict:
    """接口的返回值 / what your endpoint answers for the person who is signed in."""
    if not isinstance(user_id, str) or not user_id:
        raise ValueError("user_id must be a text that is not empty")
    card = {
        "userId": user_id,
        "uname": user_name,
        "extInfo": {"userName": user_name},
        "timestamp": int(time.time() * 1000),
    }
    return seal_card(os.environ["ALIPAY_CARD_PUBLIC_KEY"], card)


# 用公开的演示公钥自检：python3 visitor_card.py / self-test with the public demo key
# 每次结果不同，因为密钥是随机的 / differs every time, because the key is random
if __name__ == "__main__":
    demo_key = (
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSs"
        "vmB8J1qbcZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMH"
        "EC5673ObcBG8tj8qs69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmz"
        "od1rIL8ty5NDe6myFEI01DSZD3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfG"
        "NELpZ497DDh8PRvh9noTK19/jBAaa2TRMR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB"
    )
    demo_card = {
        "userId": "demo-visitor",
        "uname": "演示用户",
        "extInfo": {"userName": "演示用户"},
        "timestamp": 1700000000000,
    }
    print(json.dumps(seal_card(demo_key, demo_card), separators=(",", ":")))
