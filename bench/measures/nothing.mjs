// Imported before the clock starts: an application that imports a library has loaded a file of its own already, and the first
// file that a process loads costs up to two milliseconds, whatever is in it.
