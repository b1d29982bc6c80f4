//! WeChat 微信: the contact button of mini programs, and customer service chat of WeCom.
