//! Passwords that everybody tries first: those of a published list ([`frequent`]), and what people make out of
//! some hundred words, names and figures, rows of keys, dates, and short endings. The words were gathered by
//! hand from what such lists have in common, in English and Chinese habits. What is put together from at most
//! two of them, rows, a date and up to four loose figures is well known, in any case, with signs for letters,
//! backwards or twice.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::access::frequent;

/// What a password is tried as; longer ones are only looked at for what repeats.
const LONGEST: usize = 40;
/// Pieces that one is cut into, and how many of them may be words: more make a passphrase.
const PIECES: u8 = 4;
const OF_WORDS: u8 = 2;
/// Figures that stand for nothing.
const LOOSE: usize = 4;
/// A row is known by so many keys.
const ROW: usize = 3;
/// Signs between and behind that change nothing.
const SIGNS: usize = 3;

/// The name of this program, and what people call their places of work.
const OWN: &str = "jieru 接入 portal admin administrator root owner auditor developer system server service support office company manager master superuser user guest test tester testing demo default temp temporary public private database backup account login signin logon register welcome enter access secure security safe secret private kefu";

const WORDS: &str = "password passwort passwd passw pass passphrase password1 mypassword thepassword newpassword changeme change letmein letme whatever nothing something forever trustno trust nopass nopassword iloveyou iloveu loveyou loveme lovely lover love hello hellohello hi sunshine princess prince queen king sweetheart sweety sweet honey baby babygirl babyboy angel angels beautiful pretty flower flowers butterfly rainbow heaven heart hearts kitty kitten cookie cookies cheese chocolate candy sugar pepper ginger banana apple orange cherry peaches strawberry blueberry lemon coffee pizza cheeseburger chicken hamburger whiskey vodka beer marlboro
 dragon monkey tiger lion eagle eagles falcon hawk panther bear bears wolf wolves fox horse horses dog dogs cat cats puppy bird birds turtle rabbit bunny mouse mickey minnie snoopy scooby garfield pikachu pokemon pokemon1 shadow phantom ghost hunter killer warrior soldier ranger ninja samurai knight knights wizard magic merlin gandalf frodo starwars startrek skywalker yoda vader jedi matrix terminator superman spiderman batman ironman captain america avengers thor hulk joker harley hogwarts harrypotter naruto sasuke goku dragonball onepiece
 football soccer baseball basketball hockey tennis golf golfer swimming racing runner boxing wrestling karate kungfu champion winner victory player gamer gaming games game minecraft fortnite roblox counterstrike warcraft starcraft diablo nintendo playstation xbox yankees cowboys steelers packers lakers chelsea arsenal liverpool manchester united barcelona realmadrid juventus milan rangers celtic
 mustang corvette ferrari porsche mercedes bmw honda toyota nissan yamaha suzuki kawasaki ducati harleydavidson camaro charger viper jaguar subaru audi lexus chevrolet chevy ford dodge
 summer winter spring autumn fall monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december morning midnight today tomorrow yesterday
 london paris berlin madrid moscow tokyo newyork chicago boston dallas texas florida california canada china beijing shanghai shenzhen guangzhou hangzhou chengdu wuhan nanjing zhongguo hongkong taiwan singapore india pakistan brasil mexico france germany england scotland ireland australia europe
 computer internet google facebook twitter instagram youtube yahoo hotmail gmail microsoft windows linux ubuntu apple android iphone samsung nokia huawei xiaomi lenovo dell intel cisco oracle mysql postgres redis docker github qwerty keyboard mobile phone network network1 wireless router switch printer laptop monitor digital hacker hacking matrix cyber code coder program programmer software
 michael jennifer jessica michelle daniel andrew joshua matthew anthony william robert thomas charles christopher christian joseph david james john johnny george richard steven kevin brian jason justin ryan eric jacob nicholas alexander alexandra alex anthony samantha amanda ashley sarah stephanie nicole melissa elizabeth victoria natalie rebecca rachel laura maria anna emma sophia olivia emily hannah madison abigail jasmine daniela gabriel gabriela carlos jose juan antonio francisco fernando ricardo eduardo miguel pedro marina patrick martin maggie charlie buddy max rocky bailey tigger jordan taylor hunter austin dakota brandon tyler dylan cameron logan chelsea jackson harley maverick cooper buster sammy molly sophie lucky lucy daisy bella coco peanut pumpkin bandit
 zhang wang zhao chen yang huang zhou zhangwei wangwei wangfang liwei lili lina zhangmin lijing wangjing liuwei chenwei xiaoming xiaohong woaini woaiwojia woaiwo aini wodemima mima nihao nimabi caonima buzhidao wangba xiaoxiao baobao laopo laogong mama baba mamababa tiantian jiayou fengyun tianya asdasd qweasd qweqwe zxczxc woshishui wobuzhidao haha hahaha hehe heihei
 money cash dollar dollars million millionaire business success freedom peace liberty justice power energy thunder lightning storm rain snow snowball snowman ocean beach island mountain river forest desert galaxy universe planet earth moon star stars starlight sky blue black white green red yellow purple pink silver golden gold diamond crystal platinum iron steel metal stone rock rocknroll music guitar piano drummer dance dancer singer metallica nirvana slipknot eminem tupac biggie blink beatles elvis madonna rihanna beyonce
 jesus christ jesuschrist god godisgood blessed blessing faith hope grace glory family friend friends friendship mother father mommy daddy brother sister daughter children school college student teacher doctor nurse police fireman pilot sailor marine navy army airforce
 fuckyou fuckoff fuckme fuck asshole bitch bastard pussy sexy sex porn naked horny bigdick dick shit bullshit damn
 zaq admin administrator operator abc abcd abcde abcdef xyz asdf zxcv test testtest pass qaz wsx edc aaa iii xxx aa a123 p w correcthorsebatterystaple opensesame sesame abracadabra alohomora bond jamesbond trustme noone nobody anything everything blahblah foobar lorem ipsum example sample";

/// Figures that mean something to many.
const FIGURES: &str = "520 1314 5201314 1314520 521 521521 007 911 420 69 666 888 168 518 918 147258 258369 159357 159753 753951 951753 123654 321654 456852 789456 741258 852456 112233 445566 778899 121212 131313 232323 102030 110110 110120 119119 10086 10010 12306 8675309 31415926 314159265 271828 1qaz 1q2w 7758521 7758258 584520 5211314 3344520 1234qwer qwer1234 abc123 123abc a123456 123456a";

/// Rows of keys, of the alphabet and of figures, read in either way.
const ROWS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "12345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "asdfghjkl",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7ki8lo9p0",
    "zaq12wsxcde34rfvbgt56yhn",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j",
    "1a2s3d4f5g6h7j8k9l",
    "qawsedrftgyhujikolp",
    "147258369",
    "741852963",
    "789456123",
    "159357",
    "00112233445566778899",
    "aabbccddeeffgghhii",
];

static KNOWN: LazyLock<HashSet<&str>> =
    LazyLock::new(|| [OWN, WORDS, FIGURES].into_iter().flat_map(str::split_whitespace).collect());

/// Whether it is made of what everybody tries, or of what is known of its owner.
pub fn is_well_known(password: &str, about: &[&str]) -> bool {
    let about: HashSet<String> = about.iter().flat_map(|text| parts(text)).collect();
    let folded = password.to_lowercase();
    if frequent::is_listed(&folded) || frequent::is_listed(without_ending(&folded)) {
        return true;
    }
    let tried = [bare(&folded), folded.chars().map(looks_like).collect(), unshifted(&folded)];
    tried.iter().any(|letters: &Vec<char>| is_made_of(letters, &about))
}

/// Without what is put behind a word so that it passes: figures and signs.
fn without_ending(folded: &str) -> &str {
    folded.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation())
}

/// An address and a name, whole and in parts.
fn parts(text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let each = folded.split(|c: char| !c.is_alphanumeric()).chain([folded.as_str()]);
    let plain = each.map(|part| part.chars().filter(|c| c.is_alphanumeric()).collect());
    // A letter or two would be found in anything.
    plain.filter(|part: &String| part.len() > 2).collect()
}

/// Without signs where they are few.
fn bare(folded: &str) -> Vec<char> {
    let signs = folded.chars().filter(|c| !c.is_alphanumeric()).count();
    folded.chars().filter(|c| signs > SIGNS || c.is_alphanumeric()).collect()
}

/// Signs and figures that are written for letters.
fn looks_like(c: char) -> char {
    match c {
        '@' => 'a',
        '$' => 's',
        '!' => 'i',
        other => other,
    }
}

/// The keys of signs that were typed with the shift key.
fn unshifted(folded: &str) -> Vec<char> {
    let key = |c: char| match c {
        '!' => '1',
        '@' => '2',
        '#' => '3',
        '$' => '4',
        '%' => '5',
        '^' => '6',
        '&' => '7',
        '*' => '8',
        '(' => '9',
        ')' => '0',
        other => other,
    };
    folded.chars().map(key).collect()
}

fn is_made_of(letters: &[char], about: &HashSet<String>) -> bool {
    if let Some(unit) = repeated(letters) {
        return unit.len() <= LOOSE || is_made_of(unit, about);
    }
    let backwards = letters.iter().rev().copied().collect::<Vec<char>>();
    letters.len() <= LONGEST && (Cut::new(about).fits(letters) || Cut::new(about).fits(&backwards))
}

/// The shortest beginning that the whole repeats.
fn repeated(letters: &[char]) -> Option<&[char]> {
    (1..=letters.len() / 2)
        .filter(|length| letters.len().is_multiple_of(*length))
        .filter_map(|length| letters.get(..length))
        .find(|unit| letters.chunks(unit.len()).all(|chunk| chunk == *unit))
}

/// What is left to cut a password with.
#[derive(Clone, Copy)]
struct Cut<'a> {
    about: &'a HashSet<String>,
    pieces: u8,
    words: u8,
    /// Loose figures may still come.
    loose: bool,
}

impl<'a> Cut<'a> {
    fn new(about: &'a HashSet<String>) -> Self {
        Cut { about, pieces: PIECES, words: OF_WORDS, loose: true }
    }

    fn fits(self, letters: &[char]) -> bool {
        if letters.is_empty() {
            return true;
        }
        let Some(pieces) = self.pieces.checked_sub(1) else { return false };
        (1..=letters.len()).rev().any(|length| {
            let Some((piece, rest)) = letters.split_at_checked(length) else { return false };
            let left = Cut { pieces, ..self };
            (is_row(piece) || is_date(piece)) && left.fits(rest)
                || (self.words > 0
                    && self.is_word(piece)
                    && Cut { words: self.words - 1, ..left }.fits(rest))
                || (self.loose
                    && length <= LOOSE
                    && piece.iter().all(char::is_ascii_digit)
                    && Cut { loose: false, ..left }.fits(rest))
        })
    }

    fn is_word(self, piece: &[char]) -> bool {
        let known = |word: String| KNOWN.contains(word.as_str()) || self.about.contains(&word);
        let letters = piece.iter().any(|c| c.is_alphabetic());
        known(piece.iter().collect())
            || (letters && ['i', 'l'].into_iter().any(|one| known(spelled(piece, one))))
    }
}

/// Letters for figures that look like them.
fn spelled(piece: &[char], one: char) -> String {
    let letter = |c: &char| match c {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => *other,
    };
    piece.iter().map(letter).collect()
}

fn is_row(piece: &[char]) -> bool {
    let text: String = piece.iter().collect();
    let back: String = piece.iter().rev().collect();
    let same = piece.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
    piece.len() >= ROW
        && (same || ROWS.iter().any(|row| row.contains(&text) || row.contains(&back)))
}

/// A birthday: year, month and day, or the other way round.
fn is_date(piece: &[char]) -> bool {
    let text: String = piece.iter().collect();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let is = |year: Option<u16>, month: Option<u16>, day: Option<u16>| {
        year.is_some_and(|year| (1930..2050).contains(&year))
            && month.is_some_and(|month| (1..=12).contains(&month))
            && day.is_some_and(|day| (1..=31).contains(&day))
    };
    text.len() == 8
        && (is(number(0, 4), number(4, 6), number(6, 8))
            || is(number(4, 8), number(2, 4), number(0, 2))
            || is(number(4, 8), number(0, 2), number(2, 4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &[&str] = &["li.wei@shop.example", "Li Wei"];

    #[test]
    #[expect(clippy::too_many_lines, reason = "a list")]
    fn what_stands_at_the_top_of_every_list_is_well_known() {
        for password in [
            "1234567890",
            "0123456789",
            "9876543210",
            "12345678910",
            "qwertyuiop",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "password123",
            "Password1234",
            "P@ssw0rd123",
            "passw0rd2024",
            "PASSWORD!!",
            "passwordpassword",
            "qwerty123456",
            "qwerty1234",
            "asdfghjkl123",
            "zxcvbnm123",
            "abcdefghij",
            "abcd123456",
            "abc1234567",
            "iloveyou123",
            "iloveyou1314",
            "woaini1314520",
            "5201314520",
            "woaini521521",
            "1111111111",
            "aaaaaaaaaa",
            "0000000000",
            "1231231231",
            "121212121212",
            "11223344556677",
            "147258369147",
            "7894561230",
            "1234512345",
            "sunshine2024",
            "princess123",
            "superman2020",
            "basketball",
            "basketball1",
            "manchester",
            "California1",
            "christopher",
            "welcome2024!",
            "Welcome@123",
            "admin123456",
            "Admin@12345",
            "administrator",
            "letmein2023",
            "football2024",
            "dragon123456",
            "monkey12345",
            "michael1985",
            "summer2024!",
            "Winter2025!!",
            "changeme123",
            "zhangwei1990",
            "zhangwei19900101",
            "wang19851212",
            "1qaz!QAZ2wsx@WSX",
            "!QAZ2wsx#EDC",
            "trustno1234",
            "correcthorsebatterystaple",
            "wodemima123",
            "qwe123asd456",
            "abcabcabcabc",
            "drowssap123",
            "q1w2e3r4t5",
        ] {
            assert!(is_well_known(password, ABOUT), "{password}");
        }
    }

    #[test]
    fn what_is_known_of_the_owner_is_tried_too() {
        for password in [
            "li.wei@shop.example",
            "liwei12345",
            "LiWei@2024",
            "jieru-portal",
            "shopexample1",
            "liweiliwei",
        ] {
            assert!(is_well_known(password, ABOUT), "{password}");
        }
        assert!(!is_well_known("chenjing-plum", ABOUT), "somebody else’s name");
    }

    #[test]
    fn passphrases_and_what_is_random_are_not() {
        for password in [
            "correct horse battery",
            "another long password",
            "a long enough password",
            "violet harbour toaster",
            "dragon monkey sunshine",
            "vK9dropq2x",
            "8372619405",
            "hj4Kd92msPq",
            "长江 黄河 泰山 茶壶 蓝色",
            "xkcd-936-stapler",
            "tr0ub4dor&3 ok",
            "Kq7!mZ2#pL9$",
            "plumbago verandah",
            "f3Hq9kLw0z",
        ] {
            assert!(!is_well_known(password, ABOUT), "{password}");
        }
    }

    #[test]
    fn an_ending_does_not_make_a_listed_word_a_password() {
        for password in ["jonathan2024", "Cocacola!!", "ELEPHANT#1234", "metallic..."] {
            assert!(is_well_known(password, &[]), "{password}");
        }
    }

    #[test]
    fn every_word_is_found_with_every_ending() {
        let endings = [
            "1", "12", "123", "1234", "12345", "123456", "2024", "2025", "!", "123!", "1990", "01",
        ];
        let words = [OWN, WORDS].into_iter().flat_map(str::split_whitespace);
        let made: HashSet<String> = words
            .flat_map(|word| endings.iter().map(move |ending| format!("{word}{ending}")))
            .filter(|password| password.chars().count() >= 10)
            .collect();
        let missed: Vec<&String> = made.iter().filter(|one| !is_well_known(one, &[])).collect();
        assert!(made.len() > 3_000 && missed.is_empty(), "{} made, {missed:?}", made.len());
    }

    #[test]
    fn long_and_odd_texts_are_judged_at_once() {
        assert!(is_well_known(&"ab".repeat(512), &[]));
        assert!(!is_well_known(
            &"密码不是常见的词".chars().chain(('a'..='z').rev().step_by(3)).collect::<String>(),
            &[]
        ));
        let words = "abc".repeat(13) + "x";
        assert!(!is_well_known(&words, &[]));
    }
}
