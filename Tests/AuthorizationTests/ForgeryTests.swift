import Foundation
import LatchkeyTestBasics
import Testing

/// What must not compile: a grant without a decision, and two calls on one.
///
/// Each snippet is checked by the compiler of this toolchain against the modules of the running
/// build, beside a control that differs in nothing but the offence.
@Suite(.ownThread)
struct ForgeryTests {
  /// Where the modules of the running build are, and where to work.
  private struct Bench {
    let modules: URL

    init() throws {
      // The test bundle stands beside the modules it was linked from.
      var folder = URL(filePath: CommandLine.arguments[0]).standardizedFileURL
        .deletingLastPathComponent()
      let name = "LatchkeyAuthorization.swiftmodule"
      while !FileManager.default.fileExists(atPath: folder.appending(path: "Modules/" + name).path)
      {
        try #require(folder.path != "/", "No modules beside \(CommandLine.arguments[0]).")
        folder.deleteLastPathComponent()
      }
      self.modules = folder.appending(path: "Modules")
    }

    /// Answers what the compiler says: its exit status and its diagnostics.
    func check(_ body: String) throws -> (status: Int32, diagnostics: String) {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "latchkey-forgery-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let source = folder.appending(path: "Snippet.swift")
      try Data((Self.preamble + body).utf8).write(to: source)

      let compiler = Process()
      let output = folder.appending(path: "output")
      try Data().write(to: output)
      let handle = try FileHandle(forWritingTo: output)
      defer { try? handle.close() }
      compiler.executableURL = URL(filePath: "/usr/bin/env")
      compiler.arguments = [
        // Ownership is checked after types, on the way to code.
        "swiftc", "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", self.modules.path,
        "-module-cache-path", folder.appending(path: "cache").path, source.path,
      ]
      // Not a pipe: nobody reads while the compiler writes.
      compiler.standardOutput = handle
      compiler.standardError = handle
      try compiler.start()
      compiler.waitUntilExit()
      let said = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      return (compiler.terminationStatus, said)
    }

    private static let preamble = """
      import LatchkeyAuthorization
      import LatchkeyDomain
      import LatchkeySchema

      func carryOut(_ grant: consuming Grant) {}

      func decide() throws(Denial) -> Grant {
        try CallerCheck(
          .serverPing, principal: ServicePrincipal(name: "x", scopes: []), presented: .nobody
        ).grant()
      }


      """
  }

  @Test("A grant that was decided carries out one call")
  func control() throws {
    let (status, diagnostics) = try Bench().check(
      """
      func call() throws(Denial) {
        let grant = try decide()
        carryOut(grant)
      }
      """)
    #expect(status == 0, "\(diagnostics)")
  }

  @Test(
    "A grant is neither forged, nor copied, nor used twice",
    arguments: [
      (
        "forged",
        """
        func call() {
          carryOut(
            Grant(
              method: .agentsSetPassword, principal: ServicePrincipal(name: "x", scopes: []),
              subject: .nobody, target: .none))
        }
        """, "'Grant' initializer is inaccessible due to 'internal' protection level"
      ),
      (
        "copied",
        """
        func call() throws(Denial) {
          let grant = try decide()
          let other = copy grant
          carryOut(other)
        }
        """, "'copy' cannot be applied to noncopyable types"
      ),
      (
        "used twice",
        """
        func call() throws(Denial) {
          let grant = try decide()
          carryOut(grant)
          carryOut(grant)
        }
        """, "'grant' consumed more than once"
      ),
      (
        "kept for later",
        """
        func call() throws(Denial) {
          let grants = [try decide()]
          _ = grants.count
        }
        """, "'Grant' conform to 'Copyable'"
      ),
      (
        "two grants on one caller check",
        """
        func call() throws(Denial) {
          let callerCheck = try CallerCheck(
            .serverPing, principal: ServicePrincipal(name: "x", scopes: []), presented: .nobody)
          carryOut(try callerCheck.grant())
          carryOut(try callerCheck.grant())
        }
        """, "'callerCheck' consumed more than once"
      ),
    ])
  func refused(what: String, body: String, diagnostic: String) throws {
    let (status, diagnostics) = try Bench().check(body)
    #expect(status != 0, "\(what) compiles.")
    #expect(diagnostics.contains(diagnostic), "\(what): \(diagnostics)")
  }
}
