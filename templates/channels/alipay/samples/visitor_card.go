// 支付宝云客服访客名片 cinfo 与 key，只能在您自己的服务端运行。
//
//   - 规则：名片 JSON（UTF-8）用一次性的 16 字节随机密钥做 AES-128-ECB（PKCS#7 填充）得到 cinfo；
//     该密钥用企业公钥做 RSA PKCS#1 v1.5 得到 key。两者先 Base64 再 URL 编码，直接拼接，不要再编码一次。
//   - 企业公钥由客服平台发放，来自环境变量 ALIPAY_CARD_PUBLIC_KEY。拿到它的人可以伪造任意访客，
//     所以同样不要写进代码、网页或小程序，也不要写进日志。
//   - 接口返回 {"cinfo":…,"key":…}；名片内容取自已登录的会话，不能取自请求。
//
// The visitor card of Alipay cloud customer service, for your own server only.
//
//   - Rule: cinfo is the card's JSON (UTF-8) under AES-128-ECB (PKCS#7 padding) with 16 random bytes used
//     once; key is those bytes under RSA PKCS#1 v1.5 with the enterprise's public key. Both are Base64,
//     then URL-encoded: append them as they are, never encode them again.
//   - The public key is issued by the platform and comes from the environment variable
//     ALIPAY_CARD_PUBLIC_KEY. Whoever has it can forge any visitor: never in code, pages, mini programs
//     or logs.
//   - The endpoint answers {"cinfo":…,"key":…} with Cache-Control: no-store. What stands on the card comes
//     from the signed-in session, never from the request.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/url"
	"os"
	"time"
)

// Card 是名片 / is what the agent sees of a visitor.
type Card struct {
	UserID    string            `json:"userId"`
	Name      string            `json:"uname,omitempty"`
	ExtInfo   map[string]string `json:"extInfo"`
	Timestamp int64             `json:"timestamp"` // 毫秒 / milliseconds
}

// Sealed 是接口的返回值，已做 URL 编码 / is what your endpoint answers, URL-encoded already.
type Sealed struct {
	Cinfo string `json:"cinfo"`
	Key   string `json:"key"`
}

// SealCard seals a card for a public key (SPKI in Base64). It refuses a key that is no RSA key of at
// least 2048 bits.
func SealCard(publicKey string, card Card) (Sealed, error) {
	rsaKey, err := parsePublicKey(publicKey)
	if err != nil {
		return Sealed{}, err
	}
	text, err := json.Marshal(card)
	if err != nil {
		return Sealed{}, fmt.Errorf("visitor card: %w", err)
	}
	// 每张名片一个新密钥 / a new key for every card
	once := make([]byte, 16)
	if _, err := rand.Read(once); err != nil {
		return Sealed{}, fmt.Errorf("visitor card: %w", err)
	}
	sealed, err := encryptECB(once, text)
	if err != nil {
		return Sealed{}, fmt.Errorf("visitor card: %w", err)
	}
	sealedKey, err := rsa.EncryptPKCS1v15(rand.Reader, rsaKey, once)
	if err != nil {
		return Sealed{}, fmt.Errorf("visitor card: %w", err)
	}
	return Sealed{Cinfo: urlSafe(sealed), Key: urlSafe(sealedKey)}, nil
}

func parsePublicKey(text string) (*rsa.PublicKey, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("visitor card: public key: %w", err)
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("visitor card: public key: %w", err)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < 2048 {
		return nil, errors.New("visitor card: the public key must be RSA with at least 2048 bits")
	}
	return key, nil
}

// encryptECB 标准库没有 ECB，逐块加密 / the standard library has no ECB, so block by block.
func encryptECB(key, text []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	padding := aes.BlockSize - len(text)%aes.BlockSize
	sealed := append(append([]byte{}, text...), bytes.Repeat([]byte{byte(padding)}, padding)...)
	for at := 0; at < len(sealed); at += aes.BlockSize {
		block.Encrypt(sealed[at:], sealed[at:])
	}
	return sealed, nil
}

func urlSafe(data []byte) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString(data))
}

// AnswerFor makes the answer for the person who is signed in.
func AnswerFor(userID, userName string) (Sealed, error) {
	if userID == "" {
		return Sealed{}, errors.New("visitorcard: userID must not be empty")
	}
	return SealCard(os.Getenv("ALIPAY_CARD_PUBLIC_KEY"), Card{
		UserID:    userID,
		Name:      userName,
		ExtInfo:   map[string]string{"userName": userName},
		Timestamp: time.Now().UnixMilli(),
	})
}

// 用公开的演示公钥自检：go run visitor_card.go / self-test with the public demo key
// 每次结果不同，因为密钥是随机的 / differs every time, because the key is random
func main() {
	const demoKey = "" +
		"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSs" +
		"vmB8J1qbcZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMH" +
		"EC5673ObcBG8tj8qs69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmz" +
		"od1rIL8ty5NDe6myFEI01DSZD3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfG" +
		"NELpZ497DDh8PRvh9noTK19/jBAaa2TRMR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB"
	sealed, err := SealCard(demoKey, Card{
		UserID:    "demo-visitor",
		Name:      "演示用户",
		ExtInfo:   map[string]string{"userName": "演示用户"},
		Timestamp: 1700000000000,
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(sealed); err != nil {
		log.Fatal(err)
	}
}
