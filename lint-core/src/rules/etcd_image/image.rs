//! The image that an etcd server runs from.

use crate::context::Context;
use crate::model::etcd::Etcd;
use crate::source::Place;
use crate::subject::image::{Image, Version};

/// The image of an etcd server with its place.
pub(super) fn of<'a>(etcd: &Etcd, cx: &Context<'a>) -> Option<(&'a Image, &'a Place)> {
    let (_, container) = cx.home(etcd)?;
    Some((container.image.as_ref()?, container.image_place.as_ref()?))
}

/// The version of etcd with the place of the image that tells it.
pub(super) fn version<'a>(etcd: &Etcd, cx: &Context<'a>) -> Option<(Version, &'a Place)> {
    let (_, place) = of(etcd, cx)?;
    Some((etcd.version?, place))
}

/// The version of an etcd 2, which had the minor versions 0 to 3. Rules about flags know etcd 3 only.
pub(super) fn second_version<'a>(etcd: &Etcd, cx: &Context<'a>) -> Option<(Version, &'a Place)> {
    let (image, place) = of(etcd, cx)?;
    let version = image.version().filter(|version| version.major == 2 && version.minor <= 3)?;
    image.is_of_etcd().then_some((version, place))
}
