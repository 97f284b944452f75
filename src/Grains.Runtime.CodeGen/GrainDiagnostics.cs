using Microsoft.CodeAnalysis;

namespace MiniVercel.Runtime.CodeGen;

/// <summary>What a grain or observer interface may not contain, and what to write instead.</summary>
internal static class GrainDiagnostics
{
    public static readonly DiagnosticDescriptor NotAMethod = Error(
        "MVG001", "Only methods can be called across grains",
        "'{0}' is not a method; a grain interface has only methods, so write one that returns a Task");

    public static readonly DiagnosticDescriptor GenericMethod = Error(
        "MVG002", "A grain method cannot be generic", "'{0}' is generic; write one method per type, or take a common base");

    public static readonly DiagnosticDescriptor ByReference = Error(
        "MVG003", "A grain method cannot take references",
        "'{0}' has a ref, in, out, span or pointer parameter; a request travels, so pass values");

    public static readonly DiagnosticDescriptor GrainReturnType = Error(
        "MVG004", "A grain method returns Task or Task<T>",
        "'{0}' must return Task or Task<T>; a caller always waits ([OneWay] on a Task if it should not)");

    public static readonly DiagnosticDescriptor ObserverReturnType = Error(
        "MVG005", "An observer method returns void or Task", "'{0}' must return void or Task; an observer is told, not asked");

    public static readonly DiagnosticDescriptor TokenNotLast = Error(
        "MVG006", "A CancellationToken comes last",
        "'{0}' takes a CancellationToken that is not its last parameter; move it to the end, and take only one");

    public static readonly DiagnosticDescriptor GenericInterface = Error(
        "MVG007", "A grain interface cannot be generic", "'{0}' is generic, or inside a generic type; write one interface per type");

    public static readonly DiagnosticDescriptor InaccessibleInterface = Error(
        "MVG008", "A grain interface must be visible to its proxy",
        "'{0}' cannot be seen in its own project; make it, and the types around it, internal or public");

    public static readonly DiagnosticDescriptor OneWayWithValue = Error(
        "MVG009", "A one-way method has no answer", "'{0}' is [OneWay] and returns a value, which nobody would wait for; return Task");

    public static readonly DiagnosticDescriptor BadTimeout = Error(
        "MVG010", "A response timeout is a positive time",
        "'{0}' has a [ResponseTimeout] that is no positive time; write it as \"00:00:05\"");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Grains", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
