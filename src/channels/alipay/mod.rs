//! Alipay 支付宝: the contact button of mini programs and the H5 chat link.
