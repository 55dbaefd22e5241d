import LatchkeySchema

extension Values {
  /// A number given by name.
  func number(_ name: String, of command: Command) throws(Refusal) -> Int64? {
    guard let text = self.option(name) else { return nil }
    guard let number = Int64(text) else { throw command.usage("\(name) takes a number.") }
    return number
  }

  /// A number given by position.
  func numberArgument(_ name: String, of command: Command) throws(Refusal) -> Int64? {
    guard let text = self.argument(name) else { return nil }
    guard let number = Int64(text) else { throw command.usage("\(name) is a number, such as 12.") }
    return number
  }

  /// How many entries a list shall have.
  func limit(of command: Command) throws(Refusal) -> Int {
    let limit = try self.number("--limit", of: command) ?? 50
    guard (1...Int64(PageLimit.max)).contains(limit) else {
      throw command.usage("--limit takes 1 to \(PageLimit.max).")
    }
    return Int(limit)
  }

  /// A span of time: `500ms`, `5s`, `1m`.
  func duration(_ name: String, of command: Command) throws(Refusal) -> Duration? {
    guard let text = self.option(name) else { return nil }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    // An hour is longer than any method may take.
    if let number = Int64(digits), (1...3_600_000).contains(number) {
      switch text.dropFirst(digits.count) {
      case "ms": return .milliseconds(number)
      case "s", "": return .seconds(number)
      case "m": return .seconds(number * 60)
      default: break
      }
    }
    throw command.usage("\(name) takes a time such as 500ms, 5s or 1m.")
  }

  /// The trace that a command belongs to: as typed, or else as the environment says.
  func trace(
    of command: Command, in surroundings: Surroundings
  ) throws(Refusal) -> TraceContext? {
    let typed = self.option("--trace")
    guard let text = typed ?? surroundings.variable(Surroundings.traceVariable) else { return nil }
    do throws(TraceContextError) {
      return try TraceContext(traceparent: text)
    } catch {
      let origin = typed == nil ? "The variable \(Surroundings.traceVariable)" : "--trace"
      throw command.usage("\(origin) names no trace. \(error)")
    }
  }

  /// Customer or staff.
  func population(of command: Command) throws(Refusal) -> PopulationName {
    guard let text = self.option("--as") else { return .agent }
    let population = PopulationName(rawValue: text)
    guard population.isKnown else { throw command.usage("--as takes agent or contact.") }
    return population
  }
}

extension Option {
  static let population = Option(
    name: "--as", value: "POPULATION", help: "agent (the default) or contact")
}

extension Values {
  /// A moment given by name: a day, a day and a time, or so long ago.
  func time(_ name: String, of command: Command) throws(Refusal) -> UnixMilliseconds? {
    guard let text = self.option(name) else { return nil }
    guard let time = Times.moment(text) else {
      throw command.usage(
        "\(name) takes a time such as \(Self.moments), or 2h for two hours ago.")
    }
    return time
  }

  /// A moment to come.
  func timeToCome(_ name: String, of command: Command) throws(Refusal) -> UnixMilliseconds? {
    guard let text = self.option(name) else { return nil }
    guard let time = Times.moment(text, spans: false) else {
      throw command.usage("\(name) takes a time such as \(Self.moments).")
    }
    return time
  }

  private static let moments = "2026-11-22, 2026-11-22T09:30 or 2026-11-22T09:30:00Z"
}
