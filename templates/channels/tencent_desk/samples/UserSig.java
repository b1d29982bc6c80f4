import com.tencentyun.TLSSigAPIv2;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * 腾讯云 UserSig，使用官方库 tls-sig-api-v2，只能在您自己的服务端运行。
 *
 * <ul>
 *   <li>Maven 依赖：com.github.tencentyun:tls-sig-api-v2:2.0
 *   <li>官方库取当前时间签名，签名在 expire 秒后失效，页面每次打开客服前重新获取。
 *   <li>SDKSecretKey 来自环境变量 TENCENT_SECRET_KEY，不要写进代码、网页或小程序，也不要写进日志。
 *       它按 64 个字符的原文参与计算，不要先做十六进制解码。
 *   <li>接口返回 {"userID":…,"userSig":…}；userID 取自已登录的会话，不能取自请求，
 *       否则任何人都能冒充他人。
 * </ul>
 *
 * UserSig of Tencent Cloud with the official library, for your own server only.
 *
 * <ul>
 *   <li>Dependency in Maven: com.github.tencentyun:tls-sig-api-v2:2.0
 *   <li>The library signs with the present time, and the signature ends after {@code expire} seconds,
 *       so the page asks for a new one whenever it opens the chat.
 *   <li>SDKSecretKey comes from the environment variable TENCENT_SECRET_KEY: never in code, pages, mini
 *       programs or logs. Its 64 characters are used as they are, not decoded from hex.
 *   <li>The endpoint answers {"userID":…,"userSig":…} with Cache-Control: no-store. userID
 *       comes from the signed-in session, never from the request, or anybody could be anybody.
 * </ul>
 */
public final class UserSig {
    private static final long DAY = 24 * 60 * 60;
    private static final long LONGEST = 50 * 365 * DAY;
    private static final Pattern USER_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private UserSig() {}

    /**
     * @param sdkAppId 控制台的 SDKAppID / SDKAppID of the console
     * @param key SDKSecretKey
     * @param userId 用户在您系统中的编号 / the user's id in your own system
     * @param expire 有效秒数 / seconds of validity
     * @return the UserSig
     * @throws IllegalArgumentException when one of them cannot be signed
     */
    public static String sign(long sdkAppId, String key, String userId, long expire) {
        if (sdkAppId < 1 || key == null || key.isEmpty()) {
            throw new IllegalArgumentException("sdkAppId and key must be given");
        }
        if (userId == null || !USER_ID.matcher(userId).matches()) {
            throw new IllegalArgumentException("userId must have 1 to 32 letters, digits, _ or -");
        }
        if (expire < 1 || expire > LONGEST) {
            throw new IllegalArgumentException("expire must be from one second to 50 years");
        }
        return new TLSSigAPIv2(sdkAppId, key).genUserSig(userId, expire);
    }

    /** 接口的返回值 / what your endpoint answers for the person who is signed in. */
    public static Map<String, String> answerFor(String userId) {
        long sdkAppId = Long.parseLong(System.getenv("TENCENT_SDK_APP_ID"));
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("userID", userId);
        answer.put("userSig", sign(sdkAppId, System.getenv("TENCENT_SECRET_KEY"), userId, DAY));
        return answer;
    }

    /** 用公开的演示密钥自检 / self-test with the public demo key. */
    public static void main(String[] args) {
        // "jieru-demo-key-not-for-any-use!!" 的十六进制 / in hex
        String key = "6a696572752d64656d6f2d6b65792d6e6f742d666f722d616e792d7573652121";
        String userSig = sign(1400000000L, key, "demo-visitor", 86400);
        System.out.println("{\"user_sig\":\"" + userSig + "\"}");
    }
}
