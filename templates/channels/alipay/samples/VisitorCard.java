import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * 支付宝云客服访客名片 cinfo 与 key，只能在您自己的服务端运行。需要 Java 11 或更高版本。
 *
 * <ul>
 *   <li>规则：名片 JSON（UTF-8）用一次性的 16 字节随机密钥做 AES-128-ECB（PKCS#5 填充）得到 cinfo；
 *       该密钥用企业公钥做 RSA PKCS#1 v1.5 得到 key。两者先 Base64 再 URL 编码，直接拼接，不要再编码一次。
 *   <li>企业公钥由客服平台发放，来自环境变量 ALIPAY_CARD_PUBLIC_KEY。拿到它的人可以伪造任意访客，
 *       所以同样不要写进代码、网页或小程序，也不要写进日志。
 *   <li>接口返回 {"cinfo":…,"key":…}；名片内容取自已登录的会话，不能取自请求。
 * </ul>
 *
 * The visitor card of Alipay cloud customer service, for your own server only. Needs Java 11.
 *
 * <ul>
 *   <li>Rule: cinfo is the card's JSON (UTF-8) under AES-128-ECB (PKCS#5 padding) with 16 random bytes
 *       used once; key is those bytes under RSA PKCS#1 v1.5 with the enterprise's public key. Both are
 *       Base64, then URL-encoded: append them as they are, never encode them again.
 *   <li>The public key is issued by the platform and comes from the environment variable
 *       ALIPAY_CARD_PUBLIC_KEY. Whoever has it can forge any visitor: never in code, pages, mini
 *       programs or logs.
 *   <li>The endpoint answers {"cinfo":…,"key":…} with Cache-Control: no-store. What stands on the card
 *       comes from the signed-in session, never from the request.
 * </ul>
 */
public final class VisitorCard {
    private static final SecureRandom RANDOM = new SecureRandom();

    private VisitorCard() {}

    /**
     * @param publicKey 企业公钥，Base64 的 X.509 SPKI / the public key, SPKI in Base64
     * @param cardJson 名片 JSON，用您的 JSON 库生成 / the card's JSON, written by your JSON library
     * @return cinfo and key, URL-encoded already
     * @throws GeneralSecurityException when the key is no RSA key of at least 2048 bits
     */
    public static Map<String, String> seal(String publicKey, String cardJson)
            throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey));
        RSAPublicKey rsaKey = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
        if (rsaKey.getModulus().bitLength() < 2048) {
            throw new InvalidKeyException("publicKey must have at least 2048 bits");
        }
        // 每张名片一个新密钥 / a new key for every card
        byte[] once = new byte[16];
        RANDOM.nextBytes(once);
        Cipher aes = Cipher.getInstance("AES/ECB/PKCS5Padding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(once, "AES"));
        Cipher rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        rsa.init(Cipher.ENCRYPT_MODE, rsaKey);
        Map<String, String> sealed = new LinkedHashMap<>();
        sealed.put("cinfo", urlSafe(aes.doFinal(cardJson.getBytes(StandardCharsets.UTF_8))));
        sealed.put("key", urlSafe(rsa.doFinal(once)));
        return sealed;
    }

    private static String urlSafe(byte[] bytes) {
        return URLEncoder.encode(Base64.getEncoder().encodeToString(bytes), StandardCharsets.UTF_8);
    }

    /**
     * 接口的返回值 / what your endpoint answers for the person who is signed in.
     *
     * @param cardJson {"userId":…,"uname":…,"extInfo":{…},"timestamp":当前毫秒 / milliseconds now}
     */
    public static Map<String, String> answerFor(String cardJson) throws GeneralSecurityException {
        return seal(System.getenv("ALIPAY_CARD_PUBLIC_KEY"), cardJson);
    }

    /**
     * 用公开的演示公钥自检：java VisitorCard.java / self-test with the public demo key.
     *
     * <p>每次结果不同，因为密钥是随机的 / differs every time, because the key is random.
     */
    public static void main(String[] args) throws GeneralSecurityException {
        String demoKey =
                "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm733lk5/Ewvou5Fgwl1wo2h9DEmf4xuW+wSs"
                        + "vmB8J1qbcZ1nbGzY6/Q9tDaLgM+v8rar1TrNfjVOKKT7LkKUqtpLmMdfxo/u82tDmXkxdTQNggaovgMH"
                        + "EC5673ObcBG8tj8qs69mSlbCrM3eUx95fOdPL3r4fN3cvhMedAFv7j0JseuQcnJ234tmBcLaBOIYPkmz"
                        + "od1rIL8ty5NDe6myFEI01DSZD3wk403asqSOh+VSOVBqcXjNR3FNG3iRdU1Fc5V5j7ze2XGfmjWBDFfG"
                        + "NELpZ497DDh8PRvh9noTK19/jBAaa2TRMR2Rog1DvEX8mLVCjVoL0ju3bE7YzHEULQIDAQAB";
        // "\u6f14\u793a\u7528\u6237" 是“演示用户” / written so that the compiler's charset does not matter
        String cardJson =
                "{\"userId\":\"demo-visitor\",\"uname\":\"\u6f14\u793a\u7528\u6237\","
                        + "\"extInfo\":{\"userName\":\"\u6f14\u793a\u7528\u6237\"},"
                        + "\"timestamp\":1700000000000}";
        Map<String, String> sealed = seal(demoKey, cardJson);
        System.out.println(
                "{\"cinfo\":\"" + sealed.get("cinfo") + "\",\"key\":\"" + sealed.get("key") + "\"}");
    }
}
