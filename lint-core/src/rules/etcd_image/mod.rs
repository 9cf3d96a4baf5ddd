//! The image that etcd runs from.

mod image;
mod releases;

family!(
    etcd350_image_end_of_life,
    etcd351_image_known_vulnerable,
    etcd352_image_frozen_registry,
    etcd353_image_mutable_tag,
);
