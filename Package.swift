// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is held to the same rules from its first line.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// For modules with types of their own that borrow, as a reader borrows the bytes it reads.
let lifetimes: [SwiftSetting] = [.enableExperimentalFeature("Lifetimes")]

func module(
  _ name: String, at path: String, _ dependencies: [Target.Dependency] = [],
  settings: [SwiftSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, path: path, swiftSettings: strict + settings)
}

func executable(
  _ name: String, at path: String, _ dependencies: [Target.Dependency] = []
) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// The test targets that are wanted: all, unless `LATCHKEY_TEST_TARGETS` names some with commas. To
/// build one suite takes a fraction of the time that all take.
let wanted = Context.environment["LATCHKEY_TEST_TARGETS"].map { names in
  Set(names.split(separator: ",").map(String.init))
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

func systemLibrary(_ name: String, at path: String, pkgConfig: String, apt: String) -> Target {
  .systemLibrary(name: name, path: path, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
  name: "latchkey",
  products: [
    .executable(name: "latchkeyd", targets: ["latchkeyd"]),
    .executable(name: "latchkey", targets: ["latchkey"]),
    .library(
      name: "LatchkeyClient", targets: ["LatchkeyBase", "LatchkeyClient", "LatchkeySchema"]),
    .library(
      name: "LatchkeyRuntime",
      targets: ["LatchkeyBase", "LatchkeyRuntime", "LatchkeyWire", "LatchkeySocket"]),
    // For whoever measures the messages that are coded directly.
    .library(name: "LatchkeyHot", targets: ["LatchkeyHot"]),
    // For tests: the echo service that the conformance cases are played on. Whoever writes a client or a
    // server of the protocol runs it as the other end.
    .executable(name: "lkp-echo", targets: ["lkp-echo"]),
  ],
  targets: [
    // The words that all others share. It depends on nothing of ours.
    module("LatchkeyBase", at: "Protocol/Base"),

    // What both ends of the socket agree on.
    module("LatchkeySchema", at: "Protocol/Schema", ["LatchkeyBase"]),
    module("LatchkeyWire", at: "Protocol/Wire", ["LatchkeyBase"], settings: lifetimes),
    module("LatchkeyHot", at: "Protocol/Hot", ["LatchkeyBase", "LatchkeySchema", "LatchkeyWire"]),
    .systemLibrary(name: "CLinux", path: "Protocol/CLinux"),
    module("LatchkeySocket", at: "Protocol/Socket", ["CLinux", "LatchkeyBase"]),
    module(
      "LatchkeyRuntime", at: "Protocol/Runtime", ["LatchkeyBase", "LatchkeySocket", "LatchkeyWire"]),

    // What writes the files that follow from the schema; see ./dev generate.
    module("LatchkeyDeclarations", at: "Protocol/Generator/Declarations"),
    executable(
      "latchkey-generate-schema", at: "Protocol/Generator/SchemaCommand", ["LatchkeyDeclarations"]),
    module(
      "LatchkeyGenerator", at: "Protocol/Generator/Library",
      [
        "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDeclarations", "LatchkeyDomain",
        "LatchkeySchema", "LatchkeyWire",
      ]),
    executable(
      "latchkey-generate", at: "Protocol/Generator/Command",
      ["LatchkeyDeclarations", "LatchkeyGenerator"]),

    // The service.
    systemLibrary("CCrypt", at: "Sources/CCrypt", pkgConfig: "libcrypt", apt: "libcrypt-dev"),
    // Without pkg-config, which would link it: it is loaded when the first mail goes by SMTP.
    .systemLibrary(name: "CCurl", path: "Sources/CCurl"),
    systemLibrary("CIDN2", at: "Sources/CIDN2", pkgConfig: "libidn2", apt: "libidn2-dev"),
    systemLibrary("COath", at: "Sources/COath", pkgConfig: "liboath", apt: "liboath-dev"),
    systemLibrary("CSodium", at: "Sources/CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    systemLibrary("CSQLite", at: "Sources/CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
    module("LatchkeyDomain", at: "Sources/LatchkeyDomain", ["LatchkeyBase"]),
    module(
      "LatchkeyAuthorization", at: "Sources/LatchkeyAuthorization",
      ["LatchkeyBase", "LatchkeyDomain", "LatchkeySchema"]),
    module(
      "LatchkeyApplication", at: "Sources/LatchkeyApplication",
      ["LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDomain", "LatchkeySchema"]),
    module(
      "LatchkeyCrypto", at: "Sources/LatchkeyCrypto",
      ["CCrypt", "COath", "CSodium", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain"]),
    module(
      "LatchkeyStore", at: "Sources/LatchkeyStore",
      ["CSQLite", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain"]),
    module(
      "LatchkeyMail", at: "Sources/LatchkeyMail",
      ["CCurl", "CIDN2", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain"]),
    module(
      "LatchkeyServer", at: "Sources/LatchkeyServer",
      [
        "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDomain",
        "LatchkeyHot", "LatchkeyRuntime", "LatchkeySchema", "LatchkeySocket", "LatchkeyWire",
      ]),
    executable(
      "latchkeyd", at: "Sources/latchkeyd",
      [
        "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyCrypto",
        "LatchkeyDomain", "LatchkeyMail", "LatchkeyRuntime", "LatchkeySchema", "LatchkeyServer",
        "LatchkeySocket", "LatchkeyStore", "LatchkeyWire",
      ]),

    // Clients.
    module(
      "LatchkeyClient", at: "Clients/Swift",
      [
        "LatchkeyBase", "LatchkeyHot", "LatchkeyRuntime", "LatchkeySchema", "LatchkeySocket",
        "LatchkeyWire",
      ]),
    .systemLibrary(name: "CColumns", path: "Clients/CColumns"),
    systemLibrary(
      "CQRencode", at: "Clients/CQRencode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
    executable(
      "latchkey", at: "Clients/CLI",
      ["CColumns", "CQRencode", "LatchkeyBase", "LatchkeyClient", "LatchkeySchema"]),

    // Tests: one folder a question.
    module("LatchkeyTestBasics", at: "Tests/Basics"),
    module(
      "LatchkeyTesting", at: "Tests/Support",
      [
        "CSQLite", "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyCrypto",
        "LatchkeyDomain", "LatchkeyMail", "LatchkeySchema", "LatchkeyStore", "LatchkeyTestBasics",
      ]),
    // What the conformance cases play on, as a library and as a program.
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    module(
      "LatchkeyConformance", at: "Tests/Conformance",
      ["LatchkeyBase", "LatchkeyRuntime", "LatchkeySocket", "LatchkeyWire"]),
    executable(
      "lkp-echo", at: "Tests/Echo",
      [
        "CAllocations", "LatchkeyBase", "LatchkeyConformance", "LatchkeyRuntime", "LatchkeySocket",
        "LatchkeyWire",
      ]),
    tests(
      "ConformanceTests",
      [
        "LatchkeyBase", "LatchkeyConformance", "LatchkeyRuntime", "LatchkeySocket", "LatchkeyWire",
        "lkp-echo",
      ]),
    tests("BaseTests", ["LatchkeyBase"]),
    tests("WireTests", ["LatchkeyBase", "LatchkeyTestBasics", "LatchkeyWire"]),
    tests("SocketTests", ["CLinux", "LatchkeyBase", "LatchkeySocket"]),
    tests(
      "RuntimeTests",
      ["LatchkeyBase", "LatchkeyRuntime", "LatchkeySocket", "LatchkeyTestBasics", "LatchkeyWire"]),
    tests(
      "SchemaTests",
      [
        "LatchkeyBase", "LatchkeyDeclarations", "LatchkeyGenerator", "LatchkeyHot",
        "LatchkeySchema", "LatchkeyWire",
      ]),
    tests("DomainTests", ["LatchkeyBase", "LatchkeyDomain", "LatchkeyTestBasics"]),
    tests(
      "AuthorizationTests",
      [
        "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDomain", "LatchkeySchema",
        "LatchkeyTestBasics",
      ]),
    tests(
      "CryptoTests",
      [
        "LatchkeyApplication", "LatchkeyBase", "LatchkeyCrypto", "LatchkeyDomain",
        "LatchkeyTesting",
      ]),
    tests(
      "StoreTests",
      [
        "CSQLite", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain", "LatchkeyStore",
        "LatchkeyTestBasics", "LatchkeyTesting",
      ]),
    tests(
      "MailTests",
      [
        "LatchkeyApplication", "LatchkeyBase", "LatchkeyCrypto", "LatchkeyDomain", "LatchkeyMail",
        "LatchkeyStore", "LatchkeyTestBasics", "LatchkeyTesting",
      ]),
    tests(
      "CLITests",
      [
        "LatchkeyBase", "LatchkeyClient", "LatchkeyRuntime", "LatchkeySchema", "LatchkeySocket",
        "LatchkeyTestBasics", "LatchkeyWire", "latchkey", "latchkeyd",
      ]),
    tests(
      "ApplicationTests",
      [
        "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyCrypto",
        "LatchkeyDomain", "LatchkeySchema", "LatchkeyStore", "LatchkeyTesting",
      ]),
    tests(
      "ServerTests",
      [
        "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDomain",
        "LatchkeyMail", "LatchkeyRuntime", "LatchkeySchema", "LatchkeyServer", "LatchkeySocket",
        "LatchkeyTesting", "LatchkeyWire",
      ]),
    tests(
      "SimulationTests",
      [
        "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain", "LatchkeySchema",
        "LatchkeyTestBasics", "LatchkeyTesting",
      ]),
    tests(
      "ContractTests",
      [
        "LatchkeyBase", "LatchkeyClient", "LatchkeyRuntime", "LatchkeySchema", "LatchkeyTestBasics",
        "LatchkeyTesting", "LatchkeyWire", "latchkey", "latchkeyd",
      ]),
    tests(
      "LockTests",
      [
        "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDeclarations", "LatchkeyDomain",
        "LatchkeyGenerator", "LatchkeySchema", "LatchkeyTestBasics", "LatchkeyWire",
      ]),
    tests("TidyTests", ["LatchkeyBase"]),
  ].filter { $0.type != .test || wanted?.contains($0.name) ?? true },
  swiftLanguageModes: [.v6]
)
