// 智齿网页签名，只能在您自己的服务端运行。
//
//   - 规则：sign = MD5(sysnum + 密钥 + partnerid)，不加分隔符，UTF-8，32 位小写十六进制。
//     partnerid 用原文参与签名，放进链接时才做 URL 编码。
//   - 密钥来自环境变量 SOBOT_KEY，不要写进代码、网页或小程序，也不要写进日志。
//   - 接口返回 {"partnerid":…,"sign":…}；partnerid 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。
//
// The web signature of Sobot, for your own server only.
//
//   - Rule: sign = MD5(sysnum + key + partnerid), no separator, UTF-8, 32 lower-case hex digits.
//     partnerid is signed as it is; it is URL-encoded only where it enters a link.
//   - The key comes from the environment variable SOBOT_KEY: never in code, pages, mini programs or logs.
//   - The endpoint answers {"partnerid":…,"sign":…} with Cache-Control: no-store. partnerid comes from the
//     signed-in session, never from the request, or anybody could be anybody.
package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SobotAnswer 是接口的返回值 / is what your endpoint answers.
type SobotAnswer struct {
	PartnerID string `json:"partnerid"`
	Sign      string `json:"sign"`
}

// SobotSign signs a user's id: 32 lower-case hex digits. It refuses an empty sysnum or key, and an id
// that does not have 1 to 300 characters or has a control character.
func SobotSign(sysnum, key, partnerid string) (string, error) {
	if sysnum == "" || key == "" {
		return "", errors.New("sobot: sysnum and key must not be empty")
	}
	if !utf8.ValidString(partnerid) {
		return "", errors.New("sobot: partnerid must be UTF-8")
	}
	if n := utf8.RuneCountInString(partnerid); n < 1 || n > 300 {
		return "", errors.New("sobot: partnerid must have 1 to 300 characters")
	}
	if strings.IndexFunc(partnerid, unicode.IsControl) >= 0 {
		return "", errors.New("sobot: partnerid must not have control characters")
	}
	sum := md5.Sum([]byte(sysnum + key + partnerid))
	return hex.EncodeToString(sum[:]), nil
}

// AnswerFor makes the answer for the person who is signed in.
func AnswerFor(partnerid string) (SobotAnswer, error) {
	sign, err := SobotSign(os.Getenv("SOBOT_SYSNUM"), os.Getenv("SOBOT_KEY"), partnerid)
	return SobotAnswer{PartnerID: partnerid, Sign: sign}, err
}

// 用公开的演示密钥自检：go run sobot_sign.go / self-test with the public demo key
func main() {
	sign, err := SobotSign("0123456789abcdef0123456789abcdef", "jieru-demo-key", "用户 1+a")
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"sign": sign}); err != nil {
		log.Fatal(err)
	}
}
