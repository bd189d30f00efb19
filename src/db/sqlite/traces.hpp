#pragma once

namespace db::sqlite {

/// Whether what an authorizer is asked for leaves a trace in the session: a PRAGMA with a value, an
/// attached file, a temporary object, a loaded extension. In doubt it does.
bool leaves_trace(int action, const char* first, const char* second, const char* database);

}  // namespace db::sqlite
