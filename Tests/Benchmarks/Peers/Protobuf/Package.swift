// swift-tools-version: 6.2
import PackageDescription

// swift-protobuf as a peer of our codec. A package of its own, so that nobody builds it who only
// measures Latchkey; `run --peers` builds it.
let package = Package(
  name: "protobuf-peer",
  dependencies: [
    .package(name: "latchkey-benchmarks", path: "../.."),
    .package(name: "latchkey", path: "../../../.."),
    .package(url: "https://github.com/apple/swift-protobuf.git", exact: "1.39.0"),
  ],
  targets: [
    .executableTarget(
      name: "protobuf-codecs",
      dependencies: [
        .product(name: "HotExamples", package: "latchkey-benchmarks"),
        .product(name: "Measure", package: "latchkey-benchmarks"),
        .product(name: "LatchkeyClient", package: "latchkey"),
        .product(name: "LatchkeyHot", package: "latchkey"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      path: "Sources")
  ],
  swiftLanguageModes: [.v6]
)
