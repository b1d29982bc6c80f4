// 腾讯云 UserSig，使用官方库 tls-sig-api-v2-golang，只能在您自己的服务端运行。
//
//   - 安装：go get github.com/tencentyun/tls-sig-api-v2-golang@v1.4.0
//   - 官方库取当前时间签名，签名在 expire 秒后失效，页面每次打开客服前重新获取。
//   - SDKSecretKey 来自环境变量 TENCENT_SECRET_KEY，不要写进代码、网页或小程序，也不要写进日志。
//     它按 64 个字符的原文参与计算，不要先做十六进制解码。
//   - 接口返回 {"userID":…,"userSig":…}；userID 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。
//
// UserSig of Tencent Cloud with the official library, for your own server only.
//
//   - Install: go get github.com/tencentyun/tls-sig-api-v2-golang@v1.4.0
//   - The library signs with the present time, and the signature ends after expire seconds, so the page
//     asks for a new one whenever it opens the chat.
//   - SDKSecretKey comes from the environment variable TENCENT_SECRET_KEY: never in code, pages, mini
//     programs or logs. Its 64 characters are used as they are, not decoded from hex.
//   - The endpoint answers {"userID":…,"userSig":…} with Cache-Control: no-store. userID comes
//     from the signed-in session, never from the request, or anybody could be anybody.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"regexp"
	"strconv"

	"github.com/tencentyun/tls-sig-api-v2-golang/tencentyun"
)

const (
	day     = 24 * 60 * 60
	longest = 50 * 365 * day
)

var userIDs = regexp.MustCompile(`\A[A-Za-z0-9_-]{1,32}\z`)

// UserSigAnswer 是接口的返回值 / is what your endpoint answers.
type UserSigAnswer struct {
	UserID  string `json:"userID"`
	UserSig string `json:"userSig"`
}

// UserSig signs a user's id for expire seconds from now. It refuses missing values, an id that does not
// have 1 to 32 letters, digits, _ or -, and an expire that is not from one second to 50 years.
func UserSig(sdkAppID int, key, userID string, expire int) (string, error) {
	if sdkAppID < 1 || key == "" {
		return "", errors.New("usersig: sdkAppID and key must be given")
	}
	if !userIDs.MatchString(userID) {
		return "", errors.New("usersig: userID must have 1 to 32 letters, digits, _ or -")
	}
	if expire < 1 || expire > longest {
		return "", errors.New("usersig: expire must be from one second to 50 years")
	}
	return tencentyun.GenUserSig(sdkAppID, key, userID, expire)
}

// AnswerFor makes the answer for the person who is signed in.
func AnswerFor(userID string) (UserSigAnswer, error) {
	sdkAppID, err := strconv.Atoi(os.Getenv("TENCENT_SDK_APP_ID"))
	if err != nil {
		return UserSigAnswer{}, fmt.Errorf("usersig: TENCENT_SDK_APP_ID: %w", err)
	}
	sig, err := UserSig(sdkAppID, os.Getenv("TENCENT_SECRET_KEY"), userID, day)
	return UserSigAnswer{UserID: userID, UserSig: sig}, err
}

// 用公开的演示密钥自检：go run user_sig.go / self-test with the public demo key
func main() {
	// "jieru-demo-key-not-for-any-use!!" 的十六进制 / in hex
	const key = "6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121"
	sig, err := UserSig(1400000000, key, "demo-visitor", 86400)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"user_sig": sig}); err != nil {
		log.Fatal(err)
	}
}
