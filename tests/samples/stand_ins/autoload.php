<?php

// Stands in for Composer's loader and the vendor's class in tests; written from the rule alone.

namespace Tencent;

class TLSSigAPIv2
{
    private $sdkappid;
    private $key;

    public function __construct($sdkappid, $key)
    {
        $this->sdkappid = $sdkappid;
        $this->key = $key;
    }

    public function genUserSig($userid, $expire = 86400 * 180)
    {
        $time = time();
        $signed = "TLS.identifier:$userid\nTLS.sdkappid:{$this->sdkappid}\nTLS.time:$time\nTLS.expire:$expire\n";
        $json = json_encode([
            'TLS.ver' => '2.0',
            'TLS.identifier' => $userid,
            'TLS.sdkappid' => $this->sdkappid,
            'TLS.expire' => $expire,
            'TLS.time' => $time,
            'TLS.sig' => base64_encode(hash_hmac('sha256', $signed, $this->key, true)),
        ]);

        return strtr(base64_encode(gzcompress($json)), '+/=', '*-_');
    }
}
