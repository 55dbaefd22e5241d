import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// Execution of one command: its values, its session, and its connection to the service.
final class Run: Sendable {
  let values: Values
  let output: Output
  let sessions: SessionFile
  let isJSON: Bool
  let processEnvironment: Environment
  /// The table of the program, for completion.
  let table: CommandTable<Run>
  /// The session or ticket of the session file; nil where the command does not use it.
  let session: StoredSession?
  let client: LatchkeyClient
  let deadline: Duration?
  private let secrets: SecretReader

  init(
    _ command: Command<Run>, _ values: Values, of table: CommandTable<Run>,
    in environment: Environment, _ output: Output
  ) throws(Refusal) {
    self.values = values
    self.output = output
    self.processEnvironment = environment
    self.table = table
    let asksForJSON = try values[GlobalOptions.json]
    self.isJSON = asksForJSON || command.noun == "call"
    self.sessions = SessionFile(
      path: try values[GlobalOptions.session] ?? environment.sessionPath)
    let trace = try Self.trace(values, environment)
    self.deadline = try values[GlobalOptions.deadline]
    self.secrets = try SecretReader(values)
    switch command.session {
    case .notSent: self.session = nil
    case .ifPresent: self.session = try self.sessions.read()
    case .required:
      guard let stored = try self.sessions.read(), stored.kind == .session else {
        throw .notSignedIn
      }
      self.session = stored
    }
    let socket = try values[GlobalOptions.socket] ?? environment.socketPath
    let waits = try values[GlobalOptions.wait]
    do throws(LatchkeyError) {
      self.client = try LatchkeyClient(socket: socket, waitsForService: waits, trace: trace)
    } catch {
      throw .service(error)
    }
  }

  /// The trace of the command: as typed, or else as the environment says.
  private static func trace(
    _ values: Values, _ environment: Environment
  ) throws(Refusal) -> TraceContext? {
    let typed = try values[GlobalOptions.trace]
    guard let text = typed ?? environment.variable(Environment.traceVariable) else { return nil }
    do throws(TraceContextError) {
      return try TraceContext(traceparent: text)
    } catch {
      let origin = typed == nil ? "The variable \(Environment.traceVariable)" : "--trace"
      throw values.usage("\(origin) names no trace. \(error)")
    }
  }

  /// The value of an argument, by its declaration.
  subscript<Value>(argument: Argument<Value>) -> Value {
    get throws(Refusal) { try self.values[argument] }
  }

  /// The value of an option, by its declaration.
  subscript<Value>(option: Option<Value>) -> Value {
    get throws(Refusal) { try self.values[option] }
  }

  /// The error for a wrong line, with a pointer to the help of the command.
  func usage(_ text: String) -> Refusal { self.values.usage(text) }

  /// Asks for a secret, or reads it from the source that the options name.
  func secret(_ slot: SecretSlot) throws(Refusal) -> Secret { try self.secrets.read(slot) }

  /// The same; nil where the command does not take it, or where no source for it is left.
  func secretIfAny(_ slot: SecretSlot) throws(Refusal) -> Secret? {
    try self.secrets.readIfAny(slot)
  }

  /// Asks for confirmation, unless `--yes` is given.
  func confirm(_ question: String) throws(Refusal) {
    guard try !self[CommonOptions.yes] else { return }
    guard Terminal.isThere else {
      throw self.usage("\(question) Say --yes: there is no terminal to ask at.")
    }
    guard try Terminal.ask("\(question) [y/N] ").lowercased().hasPrefix("y") else {
      throw .here("Nothing was changed.", next: nil, .usage)
    }
  }
}
