<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AuditPanel</name>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translation>
            <numerusform>%Ln entry</numerusform>
            <numerusform>%Ln entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n workstations</source>
        <translation>
            <numerusform>%n workstation</numerusform>
            <numerusform>%n workstations</numerusform>
        </translation>
    </message>
</context>
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
        <source>%n certificate(s) must be revoked or replaced.</source>
        <translation>
            <numerusform>%n certificate must be revoked or replaced.</numerusform>
            <numerusform>%n certificates must be revoked or replaced.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoneStep</name>
    <message numerus="yes">
        <source>%n rooms</source>
        <translation>
            <numerusform>%n room</numerusform>
            <numerusform>%n rooms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n members of staff</source>
        <translation>
            <numerusform>%n member of staff</numerusform>
            <numerusform>%n members of staff</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EditionPanel</name>
    <message numerus="yes">
        <source>%n rule(s) to be confirmed</source>
        <translation>
            <numerusform>%n rule to be confirmed</numerusform>
            <numerusform>%n rules to be confirmed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled rule(s)</source>
        <translation>
            <numerusform>%n disabled rule</numerusform>
            <numerusform>%n disabled rules</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s) changed here</source>
        <translation>
            <numerusform>%n number changed here</numerusform>
            <numerusform>%n numbers changed here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Adopted by {name} ({licence}) on {when}; %n rules confirmed.</source>
        <translation>
            <numerusform>Adopted by {name} ({licence}) on {when}; %n rule confirmed.</numerusform>
            <numerusform>Adopted by {name} ({licence}) on {when}; %n rules confirmed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>%n mistake(s): nothing was imported.</source>
        <translation>
            <numerusform>%n mistake: nothing was imported.</numerusform>
            <numerusform>%n mistakes: nothing was imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) from the edition in force</source>
        <translation>
            <numerusform>%n difference from the edition in force</numerusform>
            <numerusform>%n differences from the edition in force</numerusform>
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
    <name>OutlookStrip</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PaperPreview</name>
    <message numerus="yes">
        <source>and %n more page(s)</source>
        <translation>
            <numerusform>and %n more page</numerusform>
            <numerusform>and %n more pages</numerusform>
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
<context>
    <name>SubmitDialog</name>
    <message numerus="yes">
        <source>%n lines are not ticked yet.</source>
        <translation>
            <numerusform>%n line is not ticked yet.</numerusform>
            <numerusform>%n lines are not ticked yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TouchedView</name>
    <message numerus="yes">
        <source>%n open exam(s) would be asked something else. Each stays with the edition it began with.</source>
        <translation>
            <numerusform>%n open exam would be asked something else. It stays with the edition it began with.</numerusform>
            <numerusform>%n open exams would be asked something else. Each stays with the edition it began with.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingList</name>
    <message numerus="yes">
        <source>%n to enter</source>
        <translation>
            <numerusform>%n to enter</numerusform>
            <numerusform>%n to enter</numerusform>
        </translation>
    </message>
</context>
</TS>
