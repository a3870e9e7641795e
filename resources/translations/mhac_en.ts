<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>CaseFilePage</name>
    <message numerus="yes">
        <source>Family of %n</source>
        <translation>
            <numerusform>Family of %n</numerusform>
            <numerusform>Family of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CertificatesPage</name>
    <message numerus="yes">
        <source>%n certificate(s) must be revoked or replaced: the decision no longer holds.</source>
        <translation>
            <numerusform>%n certificate must be revoked or replaced: the decision no longer holds.</numerusform>
            <numerusform>%n certificates must be revoked or replaced: the decision no longer holds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InstrumentBox</name>
    <message numerus="yes">
        <source>%n question(s) open</source>
        <translation>
            <numerusform>%n question open</numerusform>
            <numerusform>%n questions open</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <source>%n piece(s) of work in progress</source>
        <translation>
            <numerusform>%n piece of work in progress</numerusform>
            <numerusform>%n pieces of work in progress</numerusform>
        </translation>
    </message>
</context>
</TS>
