/// Why a key file was not accepted. Says what to do; never repeats a byte of the file.
public enum KeyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// There is one already.
  case exists(path: String)
  /// It is a folder, a symbolic link, a device: anything but a plain file.
  case notARegularFile(path: String)
  /// Others than its owner may read or change it.
  case exposed(path: String, mode: UInt32)
  /// It belongs to somebody else.
  case foreignOwner(path: String, owner: UInt32, expected: UInt32)
  /// It is not of the form that ``KeyFile`` describes.
  case malformed(path: String, line: Int, problem: String)
  /// The system refused; with the call and its error number.
  case system(path: String, call: String, errorNumber: Int32)
  /// There is no memory for the keys.
  case noMemory

  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no key file. Restore it from where keys are kept; a new one makes every "
        + "session and link invalid."
    case .exists(let path): "\(path): there is a key file already."
    case .notARegularFile(let path): "\(path): the key file must be a plain file."
    case .exposed(let path, let mode):
      "\(path): others may read or change the key file (mode \(String(mode, radix: 8))). "
        + "Consider its keys known; if they are not, run chmod 600 on it."
    case .foreignOwner(let path, let owner, let expected):
      "\(path): the key file belongs to uid \(owner), but this process runs as uid \(expected)."
    case .malformed(let path, let line, let problem):
      "\(path): line \(line) of the key file: \(problem)"
    case .system(let path, let call, let errorNumber):
      "\(path): \(call) failed with error \(errorNumber)."
    case .noMemory: "There is no memory for the keys."
    }
  }
}
