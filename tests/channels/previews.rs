//! A preview tells the truth: what shows, changes it; what has no effect, does not.

use jieru::channels::preview::{Part, Preview};
use jieru::channels::{Deployment, find};
use serde_json::{Map, Value, json};

use super::reading::render;

/// What decides which options work.
#[derive(Clone, Copy, Debug)]
struct Conditions {
    staff: &'static str,
    style: Option<&'static str>,
    block: &'static str,
    mask: &'static str,
}

impl Conditions {
    fn all() -> Vec<Conditions> {
        let mut all = Vec::new();
        for staff in ["single", "multiple"] {
            for style in [None, Some("1"), Some("2"), Some("3")] {
                for block in ["bubble", "button"] {
                    for mask in ["0", "1"] {
                        all.push(Conditions { staff, style, block, mask });
                    }
                }
            }
        }
        all
    }

    /// Whether users may see this style: chosen, or open to the console.
    fn shows(self, style: &str) -> bool {
        let offered = self.staff == "single" || style != "3";
        match self.style {
            Some("3") if self.staff == "multiple" => false,
            Some(chosen) => chosen == style,
            None => offered,
        }
    }

    /// The vendor's table, as people read it.
    fn works(self, name: &str) -> bool {
        let single = self.staff == "single";
        match name {
            "avatorStyle" => single && self.shows("1"),
            "contactText" => {
                (single && self.shows("1") && self.mask == "1")
                    || (single && self.shows("3"))
                    || (!single && self.shows("1"))
            }
            "buttonText" | "buttonStyle" => {
                (single && self.shows("1")) || (self.shows("2") && self.block == "button")
            }
            "serviceText" => single && self.shows("3"),
            "paddingStyle" => self.shows("1"),
            "iconStyle" => (!single && self.shows("1")) || (single && self.shows("3")),
            "bubbleColor" => self.shows("2") && self.block == "bubble",
            _ => panic!("{name}"),
        }
    }

    fn deployment(self, name: &str, value: &str) -> Deployment {
        let mut parameters = Map::new();
        if let Some(style) = self.style {
            parameters.insert("styleType".to_owned(), json!(style));
        }
        parameters.insert("blockStyle".to_owned(), json!(self.block));
        parameters.insert("isMask".to_owned(), json!(self.mask));
        parameters.insert(name.to_owned(), json!(value));
        let window = json!({"plugid": "a1b2c3d4e5f60718293a4b5c6d7e8f90", "staff": self.staff});
        Deployment {
            target: "mini_program".to_owned(),
            window: window.as_object().unwrap().clone(),
            parameters,
            ..Deployment::default()
        }
    }
}

const VALUES: &[(&str, &[&str])] = &[
    ("avatorStyle", &["circle", "rect"]),
    ("contactText", &["0", "1", "2"]),
    ("buttonText", &["0", "1", "2", "3", "4"]),
    ("buttonStyle", &["primary", "light"]),
    ("serviceText", &["0", "1", "2", "3"]),
    ("paddingStyle", &["0", "12", "40"]),
    ("iconStyle", &["avator", "primary", "light"]),
    ("bubbleColor", &["4790EE", "E8590C"]),
];

fn drawn(preview: &Preview) -> String {
    format!("{:?}", preview.frames)
}

#[test]
fn every_visible_option_of_wecom_changes_the_picture_exactly_when_it_works() {
    let wecom = find("wecom").unwrap();
    for conditions in Conditions::all() {
        for (name, values) in VALUES {
            let pictures: Vec<String> = values
                .iter()
                .map(|value| {
                    drawn(&wecom.preview(&conditions.deployment(name, value), &<_>::default()))
                })
                .collect();
            for (at, first) in pictures.iter().enumerate() {
                for second in pictures.iter().skip(at + 1) {
                    // A chosen bubble for several people falls back to what the console has.
                    let fallback = conditions.staff == "multiple" && conditions.style == Some("3");
                    if !fallback {
                        assert_eq!(
                            first != second,
                            conditions.works(name),
                            "{name} {conditions:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn code_and_picture_agree_about_what_works() {
    let wecom = find("wecom").unwrap();
    for conditions in Conditions::all() {
        for (name, values) in VALUES {
            let deployment = conditions.deployment(name, values[1]);
            let rendered = wecom.render(&deployment, &jieru::channels::Ambient::at(0));
            let wxml = &rendered.artifacts[2].content;
            let works = conditions.works(name);
            assert_eq!(wxml.contains(&format!("{name}=")), works, "{name} {conditions:?}\n{wxml}");
            let told = rendered.diagnostics.iter().any(|found| {
                found.id == "wecom.option-without-effect"
                    && found.parameter.as_deref() == Some(name)
            });
            assert_eq!(told, !works, "{name} {conditions:?}");
            let noted = wecom
                .preview(&deployment, &<_>::default())
                .without_effect
                .iter()
                .any(|(raw, _)| raw == name);
            assert_eq!(noted, !works, "{name} {conditions:?}");
        }
    }
}

fn sobot(target: &str, window: &Value, parameters: &Value, visitor: &Value) -> Preview {
    let object = |value: &Value| value.as_object().unwrap().clone();
    find("sobot").unwrap().preview(
        &Deployment {
            target: target.to_owned(),
            window: object(window),
            parameters: object(parameters),
            visitor: object(visitor),
            ..Deployment::default()
        },
        &<_>::default(),
    )
}

/// Target, name, one value and another, and what must be set for the difference to show.
fn visible() -> Vec<(&'static str, &'static str, Value, Value, Value)> {
    vec![
        ("component", "color", json!("04babc"), json!("d6336c"), json!({})),
        ("component", "location", json!(1), json!(2), json!({})),
        ("component", "auto_expand", json!(true), json!(false), json!({})),
        ("component", "robot_hello_word", json!("a"), json!("b"), json!({})),
        ("component", "locale", json!("cn"), json!("en"), json!({})),
        ("component", "invite", json!(0), json!(1), json!({})),
        ("component", "tip_title", json!("a"), json!("b"), json!({"invite": 1})),
        ("component", "submit_title", json!("a"), json!("b"), json!({"invite": 1})),
        ("component", "leave_msg_flag", json!(0), json!(1), json!({})),
        ("component", "feedback_flag", json!(0), json!(1), json!({})),
        ("link", "top_bar_flag", json!(0), json!(1), json!({})),
        ("link", "title_flag", json!(1), json!(3), json!({"top_bar_flag": 1})),
        (
            "link",
            "custom_title",
            json!("a"),
            json!("b"),
            json!({"top_bar_flag": 1, "title_flag": 2}),
        ),
        ("link", "show_face", json!(0), json!(1), json!({})),
        ("link", "face", json!(""), json!("https://img.example/f.png"), json!({"show_face": 1})),
        ("link", "photo_flag", json!(0), json!(1), json!({})),
        ("link", "order_status", json!(1), json!(2), json!({})),
        ("link", "total_fee", json!(1000), json!(2000), json!({"order_status": 1})),
        ("link", "status_custom", json!("a"), json!("b"), json!({"order_status": 0})),
    ]
}

#[test]
fn every_visible_option_of_sobot_changes_the_picture() {
    for (target, name, one, other, around) in visible() {
        let draw = |value: &Value| {
            let mut parameters = around.clone();
            parameters[name] = value.clone();
            drawn(&sobot(target, &json!({}), &parameters, &json!({})))
        };
        assert_ne!(draw(&one), draw(&other), "{target} {name}");
    }
}

#[test]
fn an_option_whose_condition_fails_does_not_change_the_picture() {
    for (target, name, one, other, around) in visible() {
        let needs = around.as_object().unwrap();
        if needs.is_empty()
            || needs.contains_key("show_face")
            || needs.contains_key("order_status") && name == "total_fee"
            || name == "custom_title"
        {
            continue;
        }
        let draw =
            |value: &Value| drawn(&sobot(target, &json!({}), &json!({name: value}), &json!({})));
        assert_eq!(draw(&one), draw(&other), "{target} {name}");
    }
}

#[test]
fn starts_and_surfaces_change_the_picture() {
    let starts: Vec<String> = ["auto", "manual", "custom", "dynamic"]
        .iter()
        .map(|init| drawn(&sobot("component", &json!({"init": init}), &json!({}), &json!({}))))
        .collect();
    for (at, one) in starts.iter().enumerate() {
        assert!(starts.iter().skip(at + 1).all(|other| one != other));
    }
    let pc = sobot("link", &json!({"variant": "pc"}), &json!({"photo_flag": 1}), &json!({}));
    assert!(pc.without_effect.iter().any(|(raw, _)| *raw == "photo_flag"));
    let cut = |value: Value| {
        drawn(&sobot("link", &json!({"variant": "pc"}), &json!({"cut_flag": value}), &json!({})))
    };
    assert_ne!(cut(json!("hide")), cut(json!("")));
}

#[test]
fn behaviours_and_the_desk_are_told_in_words() {
    let preview = sobot(
        "component",
        &json!({"signed": true}),
        &json!({"msg_flag": 1, "anchor": true, "time": 60, "type": 3, "groupid": "g1"}),
        &json!({"uname": "甲"}),
    );
    let words: String = preview.behaviours.iter().map(|message| message.zh.as_str()).collect();
    for word in ["留言", "新窗口", "60", "机器人优先", "安全密钥"] {
        assert!(words.contains(word), "{word} in {words}");
    }
    let desk: Vec<&str> = preview.desk.iter().map(|item| item.raw).collect();
    assert_eq!(desk, ["uname", "groupid"]);
}

#[test]
fn hard_to_see_colours_are_named_and_wrong_ones_do_not_break_the_picture() {
    assert!(
        !sobot("component", &json!({}), &json!({"color": "ffff00"}), &json!({})).advice.is_empty()
    );
    assert!(
        sobot("component", &json!({}), &json!({"color": "1d39c4"}), &json!({})).advice.is_empty()
    );
    let wrong =
        sobot("component", &json!({}), &json!({"color": "#\"><script>", "time": "x"}), &json!({}));
    assert!(!drawn(&wrong).contains("script>"));
}

#[test]
fn a_demo_of_every_target_draws_something() {
    for channel in jieru::channels::ALL {
        for target in channel.targets() {
            let preview = channel.preview(
                &Deployment { target: target.id.to_owned(), ..Deployment::default() },
                &<_>::default(),
            );
            assert!(!preview.frames.is_empty(), "{} {}", channel.id(), target.id);
            for frame in &preview.frames {
                assert!(!frame.label.zh.is_empty() && !frame.label.en.is_empty());
                assert!(
                    frame.parts.iter().any(|part| !matches!(part, Part::Placeholder { .. })),
                    "{frame:?}"
                );
            }
        }
    }
}

#[test]
fn wrong_input_never_breaks_a_preview() {
    let rendered = render(
        &json!({"channel": "wecom", "target": "mini_program", "window": {}, "parameters": {"styleType": 9}}),
    );
    assert!(rendered.is_refused());
    let preview = find("wecom").unwrap().preview(
        &Deployment { target: "mini_program".to_owned(), ..Deployment::default() },
        &<_>::default(),
    );
    assert_eq!(preview.frames.len(), 3);
}
