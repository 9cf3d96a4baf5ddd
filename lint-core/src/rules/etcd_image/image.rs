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
