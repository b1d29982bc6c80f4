//! Tencent Cloud Desk 腾讯云智能客服: the UIKit of WeChat mini programs.
