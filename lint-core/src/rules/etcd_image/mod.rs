//! The image that etcd runs from.

mod etcd350_image_end_of_life;
mod etcd351_image_known_vulnerable;
mod etcd352_image_frozen_registry;
mod etcd353_image_mutable_tag;

mod image;
mod releases;

use crate::rule::Rule;

/// The rules of this family, in the order of their ids.
pub(crate) static RULES: &[&Rule] = &[
    &etcd350_image_end_of_life::RULE,
    &etcd351_image_known_vulnerable::RULE,
    &etcd352_image_frozen_registry::RULE,
    &etcd353_image_mutable_tag::RULE,
];
