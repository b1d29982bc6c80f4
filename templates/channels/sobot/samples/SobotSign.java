import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * 智齿网页签名，只能在您自己的服务端运行。
 *
 * <ul>
 *   <li>规则：sign = MD5(sysnum + 密钥 + partnerid)，不加分隔符，UTF-8，32 位小写十六进制。
 *       partnerid 用原文参与签名，放进链接时才做 URL 编码。
 *   <li>密钥来自环境变量 SOBOT_KEY，不要写进代码、网页或小程序，也不要写进日志。
 *   <li>接口返回 {"partnerid":…,"sign":…}；partnerid 取自已登录的会话，不能取自请求，否则任何人都能冒充他人。
 * </ul>
 *
 * The web signature of Sobot, for your own server only.
 *
 * <ul>
 *   <li>Rule: sign = MD5(sysnum + key + partnerid), no separator, UTF-8, 32 lower-case hex digits.
 *       partnerid is signed as it is; it is URL-encoded only where it enters a link.
 *   <li>The key comes from the environment variable SOBOT_KEY: never in code, pages, mini programs or
 *       logs.
 *   <li>The endpoint answers {"partnerid":…,"sign":…} with Cache-Control: no-store. partnerid comes from
 *       the signed-in session, never from the request, or anybody could be anybody.
 * </ul>
 */
public final class SobotSign {
    /** 1–300 个字符，不含控制字符 / 1 to 300 characters, none of them a control character. */
    private static final Pattern PARTNERID = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,300}");

    private SobotSign() {}

    /**
     * @param sysnum 企业标识 / the id of your enterprise
     * @param key 安全密钥 / the security key
     * @param partnerid 用户在您系统中的编号 / the user's id in your own system
     * @return 32 lower-case hex digits
     * @throws IllegalArgumentException when one of them cannot be signed
     */
    public static String sign(String sysnum, String key, String partnerid) {
        if (sysnum == null || sysnum.isEmpty() || key == null || key.isEmpty()) {
            throw new IllegalArgumentException("sysnum and key must not be empty");
        }
        if (partnerid == null || !PARTNERID.matcher(partnerid).matches()) {
            throw new IllegalArgumentException(
                    "partnerid must have 1 to 300 characters without control characters");
        }
        try {
            // 必须写明 UTF-8：默认字符集因机器而异 / name UTF-8, defaults differ between machines
            byte[] text = (sysnum + key + partnerid).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("MD5").digest(text);
            return String.format("%032x", new BigInteger(1, digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** 接口的返回值 / what your endpoint answers for the person who is signed in. */
    public static Map<String, String> answerFor(String partnerid) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("partnerid", partnerid);
        answer.put("sign", sign(System.getenv("SOBOT_SYSNUM"), System.getenv("SOBOT_KEY"), partnerid));
        return answer;
    }

    /** 用公开的演示密钥自检：java SobotSign.java / self-test with the public demo key. */
    public static void main(String[] args) {
        // "\u7528\u6237" 是“用户” / written so that the compiler's own charset does not matter
        String partnerid = "\u7528\u6237 1+a";
        String sign = sign("0123456789abcdef0123456789abcdef", "jieru-demo-key", partnerid);
        System.out.println("{\"sign\":\"" + sign + "\"}");
    }
}
