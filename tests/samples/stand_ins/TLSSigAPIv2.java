package com.tencentyun;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Stands in for the vendor's library of the same name in tests; written from the rule alone. */
public class TLSSigAPIv2 {
    private final long app;
    private final String key;

    public TLSSigAPIv2(long sdkappid, String key) {
        this.app = sdkappid;
        this.key = key;
    }

    public String genUserSig(String userid, long expire) {
        long time = System.currentTimeMillis() / 1000;
        String form = "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n";
        String sig = Base64.getEncoder().encodeToString(hmac(String.format(form, userid, app, time, expire)));
        String json = "{\"TLS.ver\":\"2.0\",\"TLS.identifier\":\"%s\",\"TLS.sdkappid\":%d,"
                + "\"TLS.expire\":%d,\"TLS.time\":%d,\"TLS.sig\":\"%s\"}";
        byte[] packed = deflate(String.format(json, userid, app, expire, time, sig));
        String letters = Base64.getEncoder().encodeToString(packed);
        return letters.replace('+', '*').replace('/', '-').replace('=', '_');
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] deflate(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
