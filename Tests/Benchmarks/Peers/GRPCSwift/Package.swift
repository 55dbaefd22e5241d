// swift-tools-version: 6.2
import PackageDescription

// grpc-swift-2 as a peer. A cold release build takes some fifteen minutes on two cores, so nothing
// but
// `run --peers` builds it.
let package = Package(
  name: "grpc-swift-peer",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "latchkey-benchmarks", path: "../.."),
    .package(name: "latchkey", path: "../../../.."),
    .package(url: "https://github.com/grpc/grpc-swift-2.git", exact: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", exact: "2.9.2"),
  ],
  targets: [
    .executableTarget(
      name: "grpc-swift-echo",
      dependencies: [
        .product(name: "Measure", package: "latchkey-benchmarks"),
        .product(name: "LatchkeyRuntime", package: "latchkey"),
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
      ],
      path: "Sources")
  ],
  swiftLanguageModes: [.v6]
)
