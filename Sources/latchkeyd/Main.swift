import Glibc

@main
enum Latchkeyd {
  static let version = "0.1.0"

  static func main() {
    let options: Options
    do {
      options = try Options(
        arguments: Array(CommandLine.arguments.dropFirst()),
        environment: Self.environment,
        exists: { unsafe access($0, F_OK) == 0 })
    } catch {
      Self.complain("\(error)")
      exit(2)
    }
    switch options.task {
    case .help: print(Options.help, terminator: "")
    case .version: print("latchkeyd \(Self.version)")
    case .check, .serve: Self.start(options)
    case .restore(let source):
      Self.endIfWrong(options.configuration.checkFiles)
      OfflineTasks.run { try await OfflineTasks.restore(options.configuration, from: source) }
    case .advanceEpoch:
      Self.endIfWrong(options.configuration.checkFiles)
      OfflineTasks.run { try await OfflineTasks.advanceEpoch(options.configuration) }
    }
  }

  /// The variables of the environment, by name.
  private static var environment: [String: String] {
    var found: [String: String] = [:]
    // SAFETY: `environ` ends with a null pointer; no thread of ours has begun, so nothing changes it.
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text)
      if let equals = pair.firstIndex(of: "=") {
        found[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
      }
      unsafe entry += 1
    }
    return found
  }

  /// Ends the process with what is wrong with the configuration, if something is.
  private static func endIfWrong(_ check: () throws(ConfigurationFaults) -> Void) {
    do {
      try check()
    } catch {
      Self.complain("\(error)")
      exit(2)
    }
  }

  /// Prints what a task says.
  static func say(_ text: String) {
    print(text, terminator: "")
  }

  private static func start(_ options: Options) {
    let configuration = options.configuration
    Self.endIfWrong(configuration.check)
    if case .check = options.task {
      print(configuration.summary, terminator: "")
      return
    }
    // Before any thread begins, so that every thread inherits it.
    Signals.block()
    let log = Log(level: configuration.logLevel, format: configuration.logFormat)
    do {
      let composition = try Composition(configuration, log: log)
      try composition.serve()
      Signals.wait(for: composition, log: log)
    } catch {
      log.write(.error, "cannot start", ["reason": "\(error)"])
      exit(1)
    }
  }

  static func complain(_ text: String) {
    let line = Array("\(text)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
  }
}
