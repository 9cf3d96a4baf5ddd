//! Keys that are printed in public documentation, as hashes: the keys themselves are not kept.

/// SHA-256 of the decoded bytes of a key, in hex.
///
/// The first three are the valid examples of kubernetes.io, the next two its examples of invalid
/// length (28 and 25 bytes); then KubeOne's documentation, rke2#1105, and tutorials and blogs.
const SHA256: [&str; 14] = [
    "66337256703eecc9d5e12f8b85a02fc86d98c832137fc075a9566dcc9dc8eb36",
    "15a1b278f7e9cd1525e75fd9182d7bc0c6c00e4fa9e678c2184655491f98f1a2",
    "f6d527e6d01865481134f29788be2afe7fc3c702e1a55d7ceafac5f35199e8dc",
    "58535344b6812f10423a2fc7ba41d3972bd0f275b5e3a94757c5b07b5b631ae0",
    "166f41cd7664c9c7afecf20e633907a6e615a3633b3a705b3a0b309e0b570c7f",
    "6ba03af5a780349ddb2deac366e84fda21cffe058168f7c87b70f42bba8e6bb2",
    "0c671fa01c7fd0ea5a6e27e486624bfbda358d593e82ba27e2a70b6d9ff88eba",
    "ab3118fbfe3c85f020d0a846b75776bc783d0ffa24901c71e7b114b16356a81b",
    "d93af4f4bc420ac184592aedcd82f7094ea1e5b353ab9933e7b69f3dfad867db",
    "df407697d7881f8012ecf19ef4588550769ab69ebd46a49b6b168559105ae6e3",
    "4149fb9b4799a13f53e53d81101c2d7650c3b192ba2628bccd05d3f9392d7584",
    "0a13ea63f67e26a09ac4b393b0a5a0f0303513268f0fc2d91160f07880cee266",
    "9aa45a260d51c69da825dece4cfb91d95718dab32ecb3dc22ac370f83e27a6cb",
    "04b432d0608d201dcc5da0c8abe613563bd27ab9b1ed41e24d8a95f83a26981c",
];

/// Whether the key with this SHA-256 (64 lower-case hex digits) is published.
pub(super) fn contains(sha256: &str) -> bool {
    SHA256.contains(&sha256)
}
