//! What a visitor sees under a policy: one thing loads the next, so what is blocked early takes the
//! rest with it.

use super::Verdict;
use crate::text::{Text, text};

/// How one part of an entry fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The entry has no such part.
    #[default]
    Absent,
    Loaded,
    Blocked,
    /// Allowed or not, nothing gets as far as loading it.
    Unreached,
}

/// The parts of an entry in a page, in the order in which they load.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub inline: State,
    pub script: State,
    pub request: State,
    pub style: State,
    pub picture: State,
    pub frame: State,
}

/// The page under a policy.
pub fn scene(verdicts: &[Verdict]) -> Scene {
    let of = |directive: &str, inline: bool| {
        let mut found = verdicts
            .iter()
            .filter(|one| one.wanted.directive == directive && one.wanted.inline == inline)
            .peekable();
        match (found.peek().is_some(), found.all(|one| one.allowed)) {
            (false, _) => State::Absent,
            (true, true) => State::Loaded,
            (true, false) => State::Blocked,
        }
    };
    let inline = of("script-src", true);
    let script = of("script-src", false).after(inline);
    Scene {
        request: of("connect-src", false).after(inline),
        style: of("style-src", true).after(script),
        picture: of("img-src", false).after(script),
        frame: of("frame-src", false).after(script),
        inline,
        script,
    }
}

impl State {
    /// What is loaded by something that does not run is not reached.
    fn after(self, before: State) -> State {
        let stopped = matches!(before, State::Blocked | State::Unreached);
        if stopped && self != State::Absent { State::Unreached } else { self }
    }

    /// The class under which it is drawn.
    pub const fn class(self) -> &'static str {
        match self {
            State::Absent => "absent",
            State::Loaded => "loaded",
            State::Blocked => "blocked",
            State::Unreached => "unreached",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            State::Absent => text("不需要", "not needed"),
            State::Loaded => text("加载", "loads"),
            State::Blocked => text("被拦住", "blocked"),
            State::Unreached => text("轮不到", "never reached"),
        }
    }
}

impl Scene {
    /// The parts that the entry has, with their names.
    pub fn parts(&self) -> Vec<(Text, State)> {
        let all = [
            (text("页面里的启动脚本", "Starting script in the page"), self.inline),
            (text("厂商脚本", "The vendor’s script"), self.script),
            (text("签名请求", "Request for the signature"), self.request),
            (text("入口按钮的样式", "Styles of the entry"), self.style),
            (text("入口图片", "Pictures of the entry"), self.picture),
            (text("聊天窗口", "The chat"), self.frame),
        ];
        all.into_iter().filter(|(_, state)| *state != State::Absent).collect()
    }

    /// Whether the entry button is there at all.
    pub fn starts(&self) -> bool {
        !matches!(self.inline, State::Blocked) && !matches!(self.script, State::Blocked)
    }

    /// What a visitor notices.
    pub fn told(&self) -> Text {
        let blocked = |state: State| state == State::Blocked;
        match () {
            () if blocked(self.inline) => text(
                "访客什么也看不到：页面里的启动脚本被拦住，后面的都轮不到加载。",
                "Visitors see nothing: the starting script in the page is blocked, and nothing after it loads.",
            ),
            () if blocked(self.script) => text(
                "访客什么也看不到：厂商脚本被拦住，入口按钮不会出现。",
                "Visitors see nothing: the vendor’s script is blocked, and the entry never appears.",
            ),
            () if blocked(self.frame) => text(
                "访客看得到入口按钮，点开却是空白：聊天窗口被拦住。",
                "Visitors see the entry, and it opens an empty box: the chat itself is blocked.",
            ),
            () if blocked(self.request) => text(
                "入口在，但取不到签名：开启了安全校验的账号进不去，或只能匿名聊天。",
                "The entry is there and gets no signature: accounts that demand one refuse the visitor, or the chat is anonymous.",
            ),
            () if blocked(self.style) || blocked(self.picture) => text(
                "可以聊天，但入口按钮的样式或图片不对。",
                "The chat works; the entry lacks its styles or pictures.",
            ),
            () => text(
                "访客看到的和没有策略时一样。",
                "Visitors see what they would see without a policy.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ground, Wanted, evaluate};
    use super::*;

    fn wanted(directive: &'static str, inline: bool) -> Wanted {
        let value = if inline { "'unsafe-inline'" } else { "https://a.example" };
        Wanted {
            directive,
            value: value.to_owned(),
            inline,
            why: text("测试", "test"),
            ground: Ground::Code,
            source: "",
        }
    }

    #[test]
    fn what_is_blocked_early_takes_the_rest_with_it() {
        let all = [
            wanted("script-src", true),
            wanted("script-src", false),
            wanted("img-src", false),
            wanted("frame-src", false),
        ];
        for (policy, states, says) in [
            (
                "script-src 'self'",
                ["blocked", "unreached", "unreached", "unreached"],
                "starting script",
            ),
            (
                "script-src 'unsafe-inline'",
                ["loaded", "blocked", "unreached", "unreached"],
                "vendor’s script",
            ),
            (
                "script-src 'unsafe-inline' a.example; frame-src 'none'; img-src *",
                ["loaded", "loaded", "loaded", "blocked"],
                "empty box",
            ),
            (
                "script-src 'unsafe-inline' a.example; img-src 'self'",
                ["loaded", "loaded", "blocked", "loaded"],
                "styles or pictures",
            ),
            ("default-src * 'unsafe-inline'", ["loaded"; 4], "without a policy"),
        ] {
            let scene = scene(&evaluate(policy, &all, false));
            let seen = [scene.inline, scene.script, scene.picture, scene.frame].map(State::class);
            assert_eq!(seen, states, "{policy}");
            assert!(scene.told().en.contains(says), "{policy}");
            assert_eq!(scene.parts().len(), 4, "what is absent is not told");
        }
    }
}
