//! A scene for tests.
