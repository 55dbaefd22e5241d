import Testing

/// Who may import whom.
struct ImportTests {
  /// What each module may depend upon, of ours and of the system's libraries.
  static let directions: [String: Set<String>] = [
    "LatchkeyBase": [],
    "LatchkeySchema": ["LatchkeyBase"],
    "LatchkeyWire": ["LatchkeyBase"],
    "LatchkeyHot": ["LatchkeyBase", "LatchkeySchema", "LatchkeyWire"],
    "LatchkeySocket": ["CLinux", "LatchkeyBase"],
    "LatchkeyRuntime": ["LatchkeyBase", "LatchkeySocket", "LatchkeyWire"],
    "LatchkeyDeclarations": [],
    "latchkey-generate-schema": ["LatchkeyDeclarations"],
    "LatchkeyGenerator": [
      "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDeclarations", "LatchkeyDomain",
      "LatchkeySchema", "LatchkeyWire",
    ],
    "latchkey-generate": ["LatchkeyDeclarations", "LatchkeyGenerator"],
    "LatchkeyDomain": ["LatchkeyBase"],
    "LatchkeyAuthorization": ["LatchkeyBase", "LatchkeyDomain", "LatchkeySchema"],
    "LatchkeyApplication": [
      "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDomain", "LatchkeySchema",
    ],
    "LatchkeyCrypto": [
      "CCrypt", "COath", "CSodium", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain",
    ],
    "LatchkeyStore": ["CSQLite", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain"],
    "LatchkeyMail": ["CCurl", "CIDN2", "LatchkeyApplication", "LatchkeyBase", "LatchkeyDomain"],
    "LatchkeyServer": [
      "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyDomain",
      "LatchkeyHot", "LatchkeyRuntime", "LatchkeySchema", "LatchkeySocket", "LatchkeyWire",
    ],
    "latchkeyd": [
      "LatchkeyApplication", "LatchkeyAuthorization", "LatchkeyBase", "LatchkeyCrypto",
      "LatchkeyDomain", "LatchkeyMail", "LatchkeyRuntime", "LatchkeySchema", "LatchkeyServer",
      "LatchkeySocket", "LatchkeyStore", "LatchkeyWire",
    ],
    "LatchkeyClient": [
      "LatchkeyBase", "LatchkeyHot", "LatchkeyRuntime", "LatchkeySchema", "LatchkeySocket",
      "LatchkeyWire",
    ],
    "latchkey": ["CColumns", "CQRencode", "LatchkeyBase", "LatchkeyClient", "LatchkeySchema"],
  ]

  /// Modules of the toolchain, and who may use them.
  static let toolchain: [String: @Sendable (Repository.File) -> Bool] = [
    "Synchronization": { !$0.isIn(["Sources/LatchkeyDomain", "Sources/LatchkeyAuthorization"]) },
    "Glibc": {
      $0.isIn([
        "Protocol/Base", "Protocol/Socket", "Protocol/Runtime", "Sources/LatchkeyCrypto",
        "Sources/LatchkeyStore",
        "Sources/LatchkeyMail", "Sources/latchkeyd", "Clients/CLI",
      ])
    },
    // The daemon does not link it, nor does whatever it shares with clients.
    "Foundation": { $0.isIn(["Clients/CLI", "Protocol/Generator"]) },
  ]

  @Test("Every target depends on what its place in the layout allows")
  func declared() throws {
    let package = try Package()
    for target in package.targets where ["module", "executable"].contains(target.kind) {
      if target.path.hasPrefix("Tests/") { continue }
      guard let allowed = Self.directions[target.name] else {
        Issue.record("\(target.name) has no row in the table of directions.")
        continue
      }
      #expect(
        allowed.isSuperset(of: target.dependencies),
        "\(target.name) depends on \(Set(target.dependencies).subtracting(allowed))")
    }
  }

  @Test("Every import is declared by its target, or is a module of the toolchain for this folder")
  func imported() throws {
    let package = try Package()
    let ours = Set(package.targets.map(\.name))
    var findings: [String] = []
    for file in Repository.shipped {
      guard let target = package.target(of: file.path) else {
        findings.append("\(file.path) belongs to no target.")
        continue
      }
      for (line, module) in imports(of: file) {
        let isAllowed =
          ours.contains(module)
          ? target.dependencies.contains(module)
          : Self.toolchain[module]?(file) ?? false
        if !isAllowed { findings.append("\(file.path):\(line) imports \(module)") }
      }
    }
    report(findings, instead: "Declare it in Package.swift if the layout allows it.")
  }

  @Test("Tests import what their target declares, Foundation, Testing and the toolchain")
  func importedByTests() throws {
    let package = try Package()
    let ours = Set(package.targets.map(\.name))
    var findings: [String] = []
    for file in Repository.files where file.has(ending: "swift") && file.isIn(["Tests"]) {
      // Benchmarks are a package of their own.
      guard let target = package.target(of: file.path) else { continue }
      for (line, module) in imports(of: file)
      where ours.contains(module) && !target.dependencies.contains(module) {
        findings.append("\(file.path):\(line) imports \(module)")
      }
    }
    report(findings, instead: "Declare it in Package.swift.")
  }

  @Test(
    "A foreign library is known to one module only",
    arguments: [
      ("CCrypt", "Sources/LatchkeyCrypto"), ("CCurl", "Sources/LatchkeyMail"),
      ("CIDN2", "Sources/LatchkeyMail"), ("CSodium", "Sources/LatchkeyCrypto"),
      ("COath", "Sources/LatchkeyCrypto"), ("CQRencode", "Clients/CLI"),
      ("CSQLite", "Sources/LatchkeyStore"),
      ("CLinux", "Protocol/Socket"),
    ])
  func oneModuleEach(library: String, folder: String) {
    var users: Set<String> = []
    for file in Repository.shipped where imports(of: file).contains(where: { $0.module == library })
    {
      users.insert(file.isIn([folder]) ? folder : file.path)
    }
    #expect(users == [folder])
  }

  @Test("The domain and authorization know neither clock nor system")
  func pure() {
    for file in Repository.shipped
    where file.isIn(["Sources/LatchkeyDomain", "Sources/LatchkeyAuthorization"]) {
      for (line, module) in imports(of: file) {
        #expect(module.hasPrefix("Latchkey"), "\(file.path):\(line) imports \(module)")
      }
    }
  }

  @Test("The package depends on no other package")
  func noPackages() throws {
    let package = try Package()
    #expect(!package.text.contains(".package("))
    #expect(!package.text.contains(".product("))
    #expect(!package.text.contains(".plugin("))
    #expect(!package.text.contains("unsafeFlags"))
  }

  @Test("Every target is held to the strict settings")
  func strict() throws {
    let package = try Package()
    for setting in [
      ".strictMemorySafety()", ".treatAllWarnings(as: .error)", "ExistentialAny",
      "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault",
    ] {
      #expect(package.text.contains(setting))
    }
    #expect(package.text.contains("swiftLanguageModes: [.v6]"))
    #expect(package.text.matches(of: /swiftSettings: strict\b/).count == 3)
    #expect(
      package.text.matches(of: /swiftSettings:/).count == 3, "A target with settings of its own.")
  }
}
