using System.Runtime.CompilerServices;

// Kernels hold plans and lanes of up to 3 KB on the stack and write what they read: clearing it first would cost a small
// operation more than its arithmetic.
[module: SkipLocalsInit]
