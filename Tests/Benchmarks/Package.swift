// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that what is compared with never becomes a dependency of the product.

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let runtime: Target.Dependency = .product(name: "LatchkeyRuntime", package: "latchkey")

let package = Package(
  name: "latchkey-benchmarks",
  // For the peers, which are packages of their own again: nobody should have to build them all.
  products: [
    .library(name: "Measure", targets: ["Measure"]),
    .library(name: "HotExamples", targets: ["HotExamples"]),
  ],
  dependencies: [.package(name: "latchkey", path: "../..")],
  targets: [
    // What the kernel allows.
    .executableTarget(name: "c-floor", path: "Sources/CFloor"),
    // What all Swift programs here measure with.
    .target(name: "Measure", dependencies: [runtime], swiftSettings: strict),
    // The event loop alone: a length, a payload, an async handler.
    .executableTarget(
      name: "loop-echo", dependencies: ["Measure", runtime], path: "Sources/LoopEcho",
      swiftSettings: strict),
    // The whole protocol.
    .executableTarget(
      name: "latchkey-echo", dependencies: ["Measure", runtime], path: "Sources/LatchkeyEcho",
      swiftSettings: strict),
    // A hundred clients that nobody wishes for.
    .executableTarget(name: "misbehaving", path: "Sources/Misbehaving"),
    // What the codecs are given.
    .target(
      name: "HotExamples", dependencies: [.product(name: "LatchkeyClient", package: "latchkey")],
      swiftSettings: strict),
    // CBOR beside JSON, written directly and through Codable.
    .executableTarget(
      name: "codecs",
      dependencies: [
        "HotExamples", "Measure", runtime,
        .product(name: "LatchkeyClient", package: "latchkey"),
        .product(name: "LatchkeyHot", package: "latchkey"),
      ], path: "Sources/Codecs", swiftSettings: strict),
    // Load on the daemon, and what its libraries do alone.
    .executableTarget(
      name: "desk-load",
      dependencies: [
        "Measure", runtime, .product(name: "LatchkeyClient", package: "latchkey"),
      ], path: "Sources/DeskLoad", swiftSettings: strict),
    // One kind of call after the other on a desk of any size.
    .executableTarget(
      name: "scale-load",
      dependencies: [
        "Measure", runtime, .product(name: "LatchkeyClient", package: "latchkey"),
      ], path: "Sources/ScaleLoad", swiftSettings: strict),
    .executableTarget(
      name: "raw-sqlite", path: "Sources/RawSQLite", exclude: ["update.sql"],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .executableTarget(
      name: "curl-loop", path: "Sources/CurlLoop",
      linkerSettings: [.linkedLibrary("curl")]),
    .executableTarget(
      name: "sodium-loop", path: "Sources/SodiumLoop",
      linkerSettings: [.linkedLibrary("sodium"), .linkedLibrary("pthread")]),
  ],
  swiftLanguageModes: [.v6]
)
