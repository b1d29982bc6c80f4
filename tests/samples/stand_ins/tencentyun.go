// Package tencentyun stands in for the vendor's package of the same name in tests; written from the
// rule alone.
package tencentyun

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// GenUserSig has the signature of the vendor's function.
func GenUserSig(sdkappid int, key string, userid string, expire int) (string, error) {
	now := time.Now().Unix()
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n", userid, sdkappid, now, expire)
	body, err := json.Marshal(map[string]interface{}{
		"TLS.ver":        "2.0",
		"TLS.identifier": userid,
		"TLS.sdkappid":   sdkappid,
		"TLS.expire":     expire,
		"TLS.time":       now,
		"TLS.sig":        base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	})
	if err != nil {
		return "", err
	}
	var packed bytes.Buffer
	writer := zlib.NewWriter(&packed)
	if _, err := writer.Write(body); err != nil {
		return "", err
	}
	if err := writer.Close(); err != nil {
		return "", err
	}
	letters := base64.StdEncoding.EncodeToString(packed.Bytes())
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(letters), nil
}
