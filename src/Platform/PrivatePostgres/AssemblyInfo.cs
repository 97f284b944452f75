using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MiniVercel.Platform.Tests")]
