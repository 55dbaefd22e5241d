import LatchkeyBase

/// Why a store could not be opened, in words that say what to do.
public struct SQLiteOpenError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// Another process, or another store of this one, has it open.
    case inUse
    /// A newer version of the program wrote it.
    case newerVersion(found: Int64, known: Int64)
    /// It is no store of ours: another program's database, or no database.
    case foreign
    /// It is damaged.
    case corrupt
    /// The file, its folder or the file system cannot be written.
    case readOnly
    /// There is no room.
    case diskFull
    /// Others than its owner may read or write it; these are its permission bits.
    case exposed(mode: UInt32)
    /// Its folder does not exist.
    case folderMissing
    /// It is a folder, a symbolic link or another thing that is no plain file.
    case notAPlainFile
    /// Anything else.
    case failed
  }

  /// What is wrong.
  public let reason: Reason
  /// The store's path.
  public let path: String
  /// What the system or SQLite said, if it said something.
  public let detail: String

  init(_ reason: Reason, path: String, detail: String = "") {
    self.reason = reason
    self.path = path
    self.detail = detail
  }

  init(_ fault: Fault, path: String) {
    let reason: Reason =
      if fault.isFull {
        .diskFull
      } else if fault.isReadOnly {
        .readOnly
      } else if fault.isNoDatabase {
        .foreign
      } else if fault.isCorrupt {
        .corrupt
      } else if fault.isBusy {
        .inUse
      } else {
        .failed
      }
    self.init(reason, path: path, detail: fault.text)
  }
}

extension SQLiteOpenError: CustomStringConvertible {
  /// One line: what is wrong, and what to do.
  public var description: String {
    let sentence =
      switch self.reason {
      case .inUse:
        "is in use by another process. Stop the other daemon, or give this one its own store."
      case .newerVersion(let found, let known):
        "has schema version \(found), and this program knows versions up to \(known). "
          + "Start the newer program, or restore a backup that this one made."
      case .foreign:
        "is not a store of Latchkey. Check the path; nothing in the file was changed."
      case .corrupt:
        "is damaged. Keep a copy of it with its -wal file, and restore a backup."
      case .readOnly:
        "cannot be written. Check the owner and the permissions of the file and its folder, "
          + "and that the file system is mounted for writing."
      case .diskFull:
        "has no room on its disk. Free some space and start again; nothing was lost."
      case .exposed(let mode):
        "can be read or written by others (mode \(String(mode, radix: 8))). "
          + "Run chmod 600 on it and check who had access."
      case .folderMissing:
        "is in a folder that does not exist. Create the folder, readable by the daemon only."
      case .notAPlainFile:
        "is not a plain file. Name the file itself, not a folder or a symbolic link."
      case .failed:
        "could not be opened."
      }
    return "The store \(self.path) \(sentence)" + (self.detail.isEmpty ? "" : " (\(self.detail))")
  }
}
