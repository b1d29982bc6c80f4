//! Everything that a release keeps of a deployment: the files in every flavour of its target, and
//! the link templates. Always without a visitor and without a key.

use super::{Ambient, Channel, Deployment, Diagnostic, Rendered, Target, Values};
use crate::domain::release::File;

/// The files, the deployment's own flavour first, and what was said about them.
///
/// # Errors
/// Everything that was found, when the deployment's own flavour yields no code. Another flavour that
/// cannot be written is left out.
pub fn files(
    channel: &dyn Channel,
    target: &Target,
    deployment: &Deployment,
    now: i64,
) -> Result<(Vec<File>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let own = render(channel, deployment, &deployment.flavour, now);
    if own.is_refused() || own.artifacts.is_empty() {
        return Err(own.diagnostics);
    }
    let said = own.diagnostics.clone();
    let mut files = kept(&deployment.flavour, own);
    for flavour in target.flavours.iter().filter(|flavour| **flavour != deployment.flavour) {
        let other = render(channel, deployment, flavour, now);
        if !other.is_refused() {
            files.extend(kept(flavour, other));
        }
    }
    Ok((files, said))
}

fn render(channel: &dyn Channel, deployment: &Deployment, flavour: &str, now: i64) -> Rendered {
    let deployment = Deployment {
        flavour: flavour.to_owned(),
        visitor: Values::new(),
        key: None,
        ..deployment.clone()
    };
    channel.render(&deployment, &Ambient::at(now))
}

fn kept(flavour: &str, rendered: Rendered) -> Vec<File> {
    let artifacts = rendered.artifacts.into_iter().map(|artifact| {
        File::artifact(flavour, &artifact.path, artifact.language, artifact.merge, artifact.content)
    });
    let links = rendered.links.into_iter().map(|link| File::link(flavour, &link.kind, link.url));
    artifacts.chain(links).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::{examples, stamp::Stamp, tables};
    use crate::domain::release::FileKind;

    #[test]
    fn every_example_yields_a_release_in_every_flavour() {
        for example in examples::all() {
            let (channel, deployment) = example.read().expect("a deployment");
            let target = tables::target(channel, &deployment.target).expect("a target");
            let (files, _) = files(channel, target, &deployment, 0).expect("code");
            for flavour in target.flavours {
                let of = |file: &&File| file.flavour == *flavour && file.kind == FileKind::Artifact;
                assert!(files.iter().any(|file| of(&file)), "{} {flavour}", example.code);
            }
        }
    }

    #[test]
    fn every_file_but_json_carries_a_stamp_that_leaves_its_text_alone() {
        let stamp = Stamp {
            object: "demo/x".into(),
            number: 1,
            date: "2026-11-21".into(),
            hash: "1a2b3c4d5e6f".into(),
        };
        for example in examples::all() {
            let (channel, deployment) = example.read().expect("a deployment");
            let target = tables::target(channel, &deployment.target).expect("a target");
            let (files, _) = files(channel, target, &deployment, 0).expect("code");
            for file in files.iter().filter(|file| file.kind == FileKind::Artifact) {
                let stamped = stamp.put(&file.language, &file.content);
                let kept: Vec<&str> =
                    stamped.split('\n').filter(|line| !line.contains("jieru:demo/x")).collect();
                assert_eq!(kept.join("\n"), file.content, "{}", file.path);
                assert_eq!(
                    Stamp::find(&stamped).is_some(),
                    file.language != "json",
                    "{}",
                    file.path
                );
            }
        }
    }
}
