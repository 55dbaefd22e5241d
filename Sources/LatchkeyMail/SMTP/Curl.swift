internal import CCurl

/// libcurl, loaded and started once, by the first one who asks.
@safe
struct Curl: Sendable {
  /// Why there is none.
  struct Missing: Error {
    /// For people, with what to do.
    let problem: String
  }

  // Written before anybody has it, and never given back.
  nonisolated(unsafe) let functions: UnsafePointer<latchkey_curl>

  private static let loaded: Result<Curl, Missing> = {
    let functions = UnsafeMutablePointer<latchkey_curl>.allocate(capacity: 1)
    unsafe functions.initialize(to: latchkey_curl())
    if let problem = unsafe latchkey_curl_load(functions) {
      return .failure(
        Missing(
          problem: unsafe String(cString: problem)
            + ": install libcurl (libcurl4 on Debian), then restart."))
    }
    return .success(unsafe Curl(functions: UnsafePointer(functions)))
  }()

  /// The library.
  static func load() throws(Missing) -> Curl { try self.loaded.get() }

  /// What an error means, in libcurl's words.
  func text(_ code: CURLcode) -> String {
    unsafe self.functions.pointee.easy_strerror(code).map { unsafe String(cString: $0) } ?? "error"
  }
}
