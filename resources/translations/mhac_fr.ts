<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr">
<context>
    <name>AbsentCard</name>
    <message>
        <source>Did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Absents</translation>
    </message>
    <message>
        <source>Everybody came or has a new appointment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tous sont venus ou ont un nouveau rendez-vous.</translation>
    </message>
    <message>
        <source>no phone number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de numéro de téléphone</translation>
    </message>
    <message>
        <source>Rebook</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reporter</translation>
    </message>
    <message>
        <source>Let wait</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En attente</translation>
    </message>
</context>
<context>
    <name>ActingPage</name>
    <message>
        <source>Slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiche</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a rien à reprendre.</translation>
    </message>
    <message>
        <source>Taken back: {act}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Repris&#xa0;: {act}</translation>
    </message>
    <message>
        <source>{who} was moved or cancelled by somebody else meanwhile.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a déplacé ou annulé {who} entre-temps.</translation>
    </message>
    <message>
        <source>{who} was changed by somebody else meanwhile. Now: {facts}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a modifié {who} entre-temps. Maintenant&#xa0;: {facts}.</translation>
    </message>
    <message>
        <source>More people than planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Plus de personnes que prévu</translation>
    </message>
    <message>
        <source>&amp;Move all the same</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Déplacer quand même</translation>
    </message>
    <message>
        <source>{who} now takes {minutes} minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}&#xa0;: la durée est maintenant de {minutes} minutes.</translation>
    </message>
    <message>
        <source>{who} is now at {time} in {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}&#xa0;: maintenant à {time}, {room}.</translation>
    </message>
    <message>
        <source>{who} is now on {day} at {time} in {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}&#xa0;: maintenant {day} à {time}, {room}.</translation>
    </message>
    <message>
        <source>{who} is booked with nobody in particular.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}&#xa0;: rendez-vous sans soignant désigné.</translation>
    </message>
    <message>
        <source>{who} is booked with {clinician}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}&#xa0;: rendez-vous avec {clinician}.</translation>
    </message>
    <message>
        <source>{who} did not come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} n’est pas venu.</translation>
    </message>
    <message>
        <source>{who} is booked again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} est de nouveau inscrit.</translation>
    </message>
    <message>
        <source>{who}, {when}. The time becomes free; the reason stays on record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}, {when}. L’horaire redevient libre&#xa0;; le motif reste au dossier.</translation>
    </message>
    <message>
        <source>Cancel appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annuler le rendez-vous</translation>
    </message>
    <message>
        <source>&amp;Cancel appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;nnuler le rendez-vous</translation>
    </message>
    <message>
        <source>Keep appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Garder le rendez-vous</translation>
    </message>
    <message>
        <source>{who} is cancelled.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le rendez-vous de {who} est annulé.</translation>
    </message>
    <message>
        <source>Booked: {people}, {when}, {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réservé&#xa0;: {people}, {when}, {room}.</translation>
    </message>
    <message>
        <source>booked by mistake, taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>réservé par erreur, repris</translation>
    </message>
</context>
<context>
    <name>AdminPage</name>
    <message>
        <source>Staff and access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnel et accès</translation>
    </message>
    <message>
        <source>The clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre</translation>
    </message>
    <message>
        <source>Opening hours</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Heures d’ouverture</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles</translation>
    </message>
    <message>
        <source>Services</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Services</translation>
    </message>
    <message>
        <source>Audit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Backups and key</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegardes et clé</translation>
    </message>
    <message>
        <source>Administration</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Administration</translation>
    </message>
    <message>
        <source>Save or undo the changes first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrez ou annulez d’abord les modifications.</translation>
    </message>
</context>
<context>
    <name>AdministratorStep</name>
    <message>
        <source>First administrator</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Premier administrateur</translation>
    </message>
    <message>
        <source>You, most likely. This person adds the others, and may have further roles.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous, le plus souvent. Cette personne ajoute les autres et peut avoir d’autres rôles.</translation>
    </message>
</context>
<context>
    <name>AdoptDialog</name>
    <message>
        <source>{name}, licence {licence}, {day}. You adopt this edition for this clinic; exams under it can then be signed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name}, licence {licence}, {day}. Vous adoptez cette édition pour ce centre&#xa0;; les examens peuvent ensuite être signés selon elle.</translation>
    </message>
    <message>
        <source>Adopt {title}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Adopter {title}</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Adopter</translation>
    </message>
    <message>
        <source>These rules stand on a source that could not be verified. Confirm those that you checked; the others stay marked on every screen.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ces règles reposent sur une source qui n’a pas pu être vérifiée. Confirmez celles que vous avez contrôlées&#xa0;; les autres restent marquées sur tous les écrans.</translation>
    </message>
    <message>
        <source>Re&amp;marks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Re&amp;marques</translation>
    </message>
</context>
<context>
    <name>AnyCountryDialog</name>
    <message>
        <source>Complete a list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Compléter une liste</translation>
    </message>
    <message>
        <source>Go on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>A country that a list does not name is unknown, not safe.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un pays qu’une liste ne nomme pas est inconnu, non pas sûr.</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Liste</translation>
    </message>
    <message>
        <source>&amp;Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Pays</translation>
    </message>
    <message>
        <source>Choose a country from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un pays dans la liste.</translation>
    </message>
</context>
<context>
    <name>ArrivalDialog</name>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée</translation>
    </message>
    <message>
        <source>&amp;Same person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Même personne</translation>
    </message>
    <message>
        <source>Scan the slip, or type a name or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiche, nom ou numéro</translation>
    </message>
    <message>
        <source>People found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes trouvées</translation>
    </message>
    <message>
        <source>&amp;Not the same person…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Une autre personne…</translation>
    </message>
    <message>
        <source>Not &amp;here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Absent</translation>
    </message>
    <message>
        <source>With the &amp;family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avec la &amp;famille</translation>
    </message>
    <message>
        <source>&amp;Who is here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Qui est là</translation>
    </message>
    <message>
        <source>Scan the appointment slip or the file, or type any part of a name or number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Scannez la fiche de rendez-vous ou le dossier, ou tapez une partie d’un nom ou d’un numéro.</translation>
    </message>
    <message>
        <source>Nobody found. Register the person first, or try another part of the name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’a été trouvé. Enregistrez d’abord la personne, ou essayez une autre partie du nom.</translation>
    </message>
    <message>
        <source>The person gets a ticket and waits at reception until the identity is settled.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La personne reçoit un ticket et attend à l’accueil que son identité soit établie.</translation>
    </message>
    <message>
        <source>Identity not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Identité non confirmée</translation>
    </message>
    <message>
        <source>&amp;Let in as not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Laisser entrer sans confirmation</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminé</translation>
    </message>
    <message>
        <source>in the clinic · {ticket}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>au centre · {ticket}</translation>
    </message>
    <message>
        <source>booked for {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rendez-vous&#xa0;: {day}</translation>
    </message>
    <message>
        <source>no appointment today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de rendez-vous aujourd’hui</translation>
    </message>
</context>
<context>
    <name>AskedView</name>
    <message>
        <source>An examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un examen est nécessaire.</translation>
    </message>
    <message>
        <source>It cannot be said yet whether one is needed: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>On ne peut pas encore dire s’il en faut un&#xa0;: {needs}</translation>
    </message>
    <message>
        <source>No examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’est nécessaire.</translation>
    </message>
    <message>
        <source>Before the travel, first on {day}: {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avant le voyage, d’abord le {day}&#xa0;: {what}</translation>
    </message>
    <message>
        <source>Validity of the examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Validité de l’examen</translation>
    </message>
    <message>
        <source>ends</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>prend fin</translation>
    </message>
    <message>
        <source>due</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>s’applique</translation>
    </message>
    <message>
        <source>no longer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ne s’applique plus</translation>
    </message>
    <message>
        <source>Form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Formulaire</translation>
    </message>
    <message>
        <source>Warning</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avertissement</translation>
    </message>
    <message>
        <source>Hold</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Blocage</translation>
    </message>
    <message>
        <source>Due</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À faire</translation>
    </message>
    <message>
        <source>To give</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À donner</translation>
    </message>
    <message>
        <source>Waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend&#xa0;: {needs}</translation>
    </message>
    <message>
        <source>{amount} mg</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{amount} mg</translation>
    </message>
    <message>
        <source>{amount} tablets</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{amount} comprimés</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sexe</translation>
    </message>
    <message>
        <source>Examined, nothing else found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examiné, rien d’autre trouvé</translation>
    </message>
    <message>
        <source>&amp;Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Pays</translation>
    </message>
    <message>
        <source>&amp;Examined in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Examiné en</translation>
    </message>
    <message>
        <source>Ca&amp;tegory</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ca&amp;tégorie</translation>
    </message>
    <message>
        <source>&amp;Birth date or age</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Date de naissance ou âge</translation>
    </message>
    <message>
        <source>&amp;Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Sexe</translation>
    </message>
    <message>
        <source>Citi&amp;zenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nationalité</translation>
    </message>
    <message>
        <source>Country of bi&amp;rth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de na&amp;issance</translation>
    </message>
    <message>
        <source>E&amp;xamined on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>E&amp;xaminé le</translation>
    </message>
    <message>
        <source>Tra&amp;vels on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Voyage le</translation>
    </message>
    <message>
        <source>Examined, &amp;nothing else found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examiné, &amp;rien d’autre trouvé</translation>
    </message>
    <message>
        <source>What would be asked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui serait demandé</translation>
    </message>
    <message>
        <source>Nothing would be asked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne serait demandé.</translation>
    </message>
    <message>
        <source>What is known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui est connu</translation>
    </message>
    <message>
        <source>Forget a&amp;ll</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout &amp;oublier</translation>
    </message>
    <message>
        <source>Choose a country and the day of the examination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un pays et le jour de l’examen.</translation>
    </message>
    <message>
        <source>Why none is needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi aucun n’est nécessaire</translation>
    </message>
    <message>
        <source>before the first edition known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>avant la première édition connue</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>valable jusqu’au {day}</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>Certificate file kept</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fichier du certificat conservé</translation>
    </message>
    <message>
        <source>Certificate checked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat vérifié</translation>
    </message>
    <message>
        <source>Public keys exported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clés publiques exportées</translation>
    </message>
    <message>
        <source>Printing failed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Échec de l’impression</translation>
    </message>
    <message>
        <source>Printing finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impression terminée</translation>
    </message>
    <message>
        <source>Certificate issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat délivré</translation>
    </message>
    <message>
        <source>Certificate read for printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat lu pour l’impression</translation>
    </message>
    <message>
        <source>Certificate sent to the printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat envoyé à l’imprimante</translation>
    </message>
    <message>
        <source>Certificate saved as a file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat enregistré en fichier</translation>
    </message>
    <message>
        <source>Interrupted printing taken up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impression interrompue reprise</translation>
    </message>
    <message>
        <source>Signing key renewed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clé de signature renouvelée</translation>
    </message>
    <message>
        <source>Certificate replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat remplacé</translation>
    </message>
    <message>
        <source>Printing tried again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouvel essai d’impression</translation>
    </message>
    <message>
        <source>Certificate revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat révoqué</translation>
    </message>
    <message>
        <source>Printing begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impression commencée</translation>
    </message>
    <message>
        <source>Printing withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impression retirée</translation>
    </message>
    <message>
        <source>Clinic set up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Centre mis en place</translation>
    </message>
    <message>
        <source>Demo clinic made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Centre de démonstration créé</translation>
    </message>
    <message>
        <source>Past of the demo clinic made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Passé du centre de démonstration créé</translation>
    </message>
    <message>
        <source>Warning sign acknowledged</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signe d’alerte pris en compte</translation>
    </message>
    <message>
        <source>Exam opened for an amendment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen rouvert pour une rectification</translation>
    </message>
    <message>
        <source>Exam begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen commencé</translation>
    </message>
    <message>
        <source>Case file read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier médical lu</translation>
    </message>
    <message>
        <source>Classification decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classification décidée</translation>
    </message>
    <message>
        <source>The case&apos;s category taken over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Catégorie du dossier reprise</translation>
    </message>
    <message>
        <source>The rest marked normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reste marqué normal</translation>
    </message>
    <message>
        <source>Exam moved to another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen déplacé vers une autre personne</translation>
    </message>
    <message>
        <source>Section moved to another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Section déplacée vers une autre personne</translation>
    </message>
    <message>
        <source>Request slip printed or saved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bon de demande imprimé ou enregistré</translation>
    </message>
    <message>
        <source>Exam read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen lu</translation>
    </message>
    <message>
        <source>Test requested</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Test demandé</translation>
    </message>
    <message>
        <source>Section of the exam finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Section de l’examen terminée</translation>
    </message>
    <message>
        <source>Exam signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen signé</translation>
    </message>
    <message>
        <source>Exam voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen annulé</translation>
    </message>
    <message>
        <source>Request withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demande retirée</translation>
    </message>
    <message>
        <source>Section of the exam withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Section de l’examen retirée</translation>
    </message>
    <message>
        <source>Searched</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Recherche faite</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée</translation>
    </message>
    <message>
        <source>Called to the station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appel au poste</translation>
    </message>
    <message>
        <source>Identity confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Identité confirmée</translation>
    </message>
    <message>
        <source>Visit finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Visite terminée</translation>
    </message>
    <message>
        <source>Handed over to another station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Passage à un autre poste</translation>
    </message>
    <message>
        <source>Back in the queue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remis dans la file</translation>
    </message>
    <message>
        <source>Passed over for now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tour passé pour l’instant</translation>
    </message>
    <message>
        <source>Call taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appel repris</translation>
    </message>
    <message>
        <source>Arrival taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée reprise</translation>
    </message>
    <message>
        <source>Hand-over taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Passage repris</translation>
    </message>
    <message>
        <source>Arrived without an appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée sans rendez-vous</translation>
    </message>
    <message>
        <source>Protocol edition adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Édition du protocole adoptée</translation>
    </message>
    <message>
        <source>Protocol setting changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réglage du protocole modifié</translation>
    </message>
    <message>
        <source>Own protocol imported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocole propre importé</translation>
    </message>
    <message>
        <source>Own protocol retired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocole propre retiré</translation>
    </message>
    <message>
        <source>Adoption of a protocol withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Adoption d’un protocole retirée</translation>
    </message>
    <message>
        <source>Record read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiche lue</translation>
    </message>
    <message>
        <source>Photo added</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Photo ajoutée</translation>
    </message>
    <message>
        <source>Person added to a case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne ajoutée à un dossier</translation>
    </message>
    <message>
        <source>Case closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier clos</translation>
    </message>
    <message>
        <source>Case corrected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier corrigé</translation>
    </message>
    <message>
        <source>Person corrected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne corrigée</translation>
    </message>
    <message>
        <source>Case opened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier ouvert</translation>
    </message>
    <message>
        <source>Consent recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement consigné</translation>
    </message>
    <message>
        <source>Person registered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne enregistrée</translation>
    </message>
    <message>
        <source>Person taken out of a case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne retirée d’un dossier</translation>
    </message>
    <message>
        <source>Relationship changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lien modifié</translation>
    </message>
    <message>
        <source>Appointment booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous réservé</translation>
    </message>
    <message>
        <source>Series of visits booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Série de visites réservée</translation>
    </message>
    <message>
        <source>Booked from the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réservé depuis la liste d’attente</translation>
    </message>
    <message>
        <source>Appointment booked for now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous réservé pour maintenant</translation>
    </message>
    <message>
        <source>Appointment cancelled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous annulé</translation>
    </message>
    <message>
        <source>Name or note of an appointment changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom ou note d’un rendez-vous modifié</translation>
    </message>
    <message>
        <source>Day closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour fermé</translation>
    </message>
    <message>
        <source>More people than planned allowed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Plus de personnes que prévu permises</translation>
    </message>
    <message>
        <source>Capacity of a half hour changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Capacité d’une demi-heure modifiée</translation>
    </message>
    <message>
        <source>Opening hours changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Heures d’ouverture modifiées</translation>
    </message>
    <message>
        <source>Room changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salle modifiée</translation>
    </message>
    <message>
        <source>Service changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Service modifié</translation>
    </message>
    <message>
        <source>Booking list imported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste de rendez-vous importée</translation>
    </message>
    <message>
        <source>Rooms, services and hours set up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles, services et heures mis en place</translation>
    </message>
    <message>
        <source>Marked as not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Noté absent</translation>
    </message>
    <message>
        <source>Appointment moved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous déplacé</translation>
    </message>
    <message>
        <source>Appointment put back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous rétabli</translation>
    </message>
    <message>
        <source>Day opened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour rouvert</translation>
    </message>
    <message>
        <source>Taken off the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retiré de la liste d’attente</translation>
    </message>
    <message>
        <source>Put on the waiting list again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remis sur la liste d’attente</translation>
    </message>
    <message>
        <source>Put on the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mis sur la liste d’attente</translation>
    </message>
    <message>
        <source>Member of staff added</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Membre du personnel ajouté</translation>
    </message>
    <message>
        <source>Backup made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegarde faite</translation>
    </message>
    <message>
        <source>Backup brought back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegarde restaurée</translation>
    </message>
    <message>
        <source>Own password changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de passe personnel changé</translation>
    </message>
    <message>
        <source>Member of staff changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Membre du personnel modifié</translation>
    </message>
    <message>
        <source>Language chosen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langue choisie</translation>
    </message>
    <message>
        <source>Password given again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de passe donné à nouveau</translation>
    </message>
    <message>
        <source>Clinic laid out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aménagement du centre terminé</translation>
    </message>
    <message>
        <source>Clinic founded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Centre fondé</translation>
    </message>
    <message>
        <source>Screen locked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Écran verrouillé</translation>
    </message>
    <message>
        <source>Let in by the recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée par le code de récupération</translation>
    </message>
    <message>
        <source>Enrolment paper made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Papier d’inscription fait</translation>
    </message>
    <message>
        <source>Workstation enrolled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Poste inscrit</translation>
    </message>
    <message>
        <source>Protection of the server recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protection du serveur consignée</translation>
    </message>
    <message>
        <source>Key of the database renewed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clé de la base de données renouvelée</translation>
    </message>
    <message>
        <source>Access ended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fin d’accès</translation>
    </message>
    <message>
        <source>Recovery code renewed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code de récupération renouvelé</translation>
    </message>
    <message>
        <source>Password reset</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de passe réinitialisé</translation>
    </message>
    <message>
        <source>Clinic&apos;s profile changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Profil du centre modifié</translation>
    </message>
    <message>
        <source>Signature image changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Image de signature modifiée</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Connexion</translation>
    </message>
    <message>
        <source>Tables brought up to date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tables mises à niveau</translation>
    </message>
    <message>
        <source>Snapshot of the sheet kept</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Copie de la feuille conservée</translation>
    </message>
    <message>
        <source>Sheet read for the second entry</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille lue pour la seconde saisie</translation>
    </message>
    <message>
        <source>Sheet read for entry</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille lue pour la saisie</translation>
    </message>
    <message>
        <source>Sheet for the authority prepared</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille pour l’autorité préparée</translation>
    </message>
    <message>
        <source>Sheet read for printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille lue pour l’impression</translation>
    </message>
    <message>
        <source>Sheet printed or saved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille imprimée ou enregistrée</translation>
    </message>
    <message>
        <source>Sheet checked blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille contrôlée à l’aveugle</translation>
    </message>
    <message>
        <source>Sheet made anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille refaite</translation>
    </message>
    <message>
        <source>Sheet opened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille rouverte</translation>
    </message>
    <message>
        <source>Difference resolved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Différence résolue</translation>
    </message>
    <message>
        <source>Authority&apos;s number recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro de l’autorité consigné</translation>
    </message>
    <message>
        <source>Submitted to the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Transmis à l’autorité</translation>
    </message>
    <message>
        <source>Value ticked as entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valeur cochée comme saisie</translation>
    </message>
    <message>
        <source>Tick taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Coche reprise</translation>
    </message>
    <message>
        <source>Travellers added</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyageurs ajoutés</translation>
    </message>
    <message>
        <source>Flight changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol modifié</translation>
    </message>
    <message>
        <source>Fitness to travel decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aptitude au voyage décidée</translation>
    </message>
    <message>
        <source>Departure planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Départ planifié</translation>
    </message>
    <message>
        <source>Screening recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle consigné</translation>
    </message>
    <message>
        <source>Traveller taken off a flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyageur retiré d’un vol</translation>
    </message>
    <message>
        <source>Travel needs changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Besoins de voyage modifiés</translation>
    </message>
    <message>
        <source>Traveller read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyageur lu</translation>
    </message>
    <message>
        <source>Screening voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle annulé</translation>
    </message>
</context>
<context>
    <name>AuditPanel</name>
    <message>
        <source>Audit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Audit</translation>
    </message>
    <message>
        <source>Check the whole chain</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vérifier toute la chaîne</translation>
    </message>
    <message>
        <source>Narrow by staff, act or workstation, or by name or number of a person on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer par personnel, acte ou poste, ou par nom ou numéro d’une personne enregistrée</translation>
    </message>
    <message>
        <source>Narrow the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer la liste</translation>
    </message>
    <message>
        <source>No entry fits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune entrée ne correspond.</translation>
    </message>
    <message>
        <source>What the entry says</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que dit l’entrée</translation>
    </message>
    <message>
        <source>Choose an entry to see what stood before and after.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez une entrée pour voir l’état avant et après.</translation>
    </message>
    <message>
        <source>The chain holds: {entries} on {chains}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La chaîne tient&#xa0;: {entries} sur {chains}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%Ln entrée</numerusform>
            <numerusform>%Ln entrées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n workstations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n poste</numerusform>
            <numerusform>%n postes</numerusform>
        </translation>
    </message>
    <message>
        <source>The audit was emptied: not even the entry of the clinic&apos;s founding is there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le journal a été vidé : même l’entrée de la création du centre n’y est plus.</translation>
    </message>
    <message>
        <source>The first bad entry is number {seq} of {chain}: {what}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La première entrée fautive est le numéro {seq} de {chain}&#xa0;: {what}.</translation>
    </message>
    <message>
        <source>its text was changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>son texte a été modifié</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>elle manque</translation>
    </message>
    <message>
        <source>it stands in another place</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>elle se trouve à une autre place</translation>
    </message>
    <message>
        <source>entries after it were cut off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>des entrées qui la suivaient ont été coupées</translation>
    </message>
    <message>
        <source>the end of the chain does not fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>la fin de la chaîne ne correspond pas</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quand</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Act</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Acte</translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Poste</translation>
    </message>
</context>
<context>
    <name>BackupPanel</name>
    <message>
        <source>Backups and key</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegardes et clé</translation>
    </message>
    <message>
        <source>A backup is made every day while somebody is signed in. Only what was read back is listed. Keep a copy outside this computer.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une sauvegarde est faite chaque jour tant que quelqu’un est connecté. Seul ce qui a été relu est listé. Gardez une copie hors de cet ordinateur.</translation>
    </message>
    <message>
        <source>Backups</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegardes</translation>
    </message>
    <message>
        <source>No backup yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore de sauvegarde.</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegarder maintenant</translation>
    </message>
    <message>
        <source>Back up to a folder…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegarder dans un dossier…</translation>
    </message>
    <message>
        <source>The server that holds the data is backed up by whoever runs it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur qui contient les données est sauvegardé par celui qui l’exploite.</translation>
    </message>
    <message>
        <source>Folder for the backup</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier de la sauvegarde</translation>
    </message>
    <message>
        <source>Making a backup and reading it back…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegarde en cours, puis relecture…</translation>
    </message>
    <message>
        <source>Backup of {when} is read back: {rows} rows, in {folder}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La sauvegarde de {when} est relue&#xa0;: {rows} lignes, dans {folder}</translation>
    </message>
    <message>
        <source>Made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Faite le</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État</translation>
    </message>
    <message>
        <source>read back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>relue</translation>
    </message>
    <message>
        <source>Rows</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Folder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
</context>
<context>
    <name>BlindDialog</name>
    <message>
        <source>Re-key {sheet} blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ressaisir {sheet} à l’aveugle</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Comparer</translation>
    </message>
    <message>
        <source>Read each line from the authority’s screen, or from the papers, and type it here. What the sheet says is shown only afterwards, and only where it differs.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Relisez chaque ligne sur l’écran de l’autorité, ou sur les papiers, et tapez-la ici. Ce que dit la feuille n’est montré qu’après, et seulement là où il y a une différence.</translation>
    </message>
</context>
<context>
    <name>Book</name>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée</translation>
    </message>
    <message>
        <source>Move</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déplacer</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre de côté</translation>
    </message>
    <message>
        <source>Clinician…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soignant…</translation>
    </message>
    <message>
        <source>Slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiche</translation>
    </message>
    <message>
        <source>Name and note…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom et note…</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier médical</translation>
    </message>
    <message>
        <source>Did not come…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Absent…</translation>
    </message>
    <message>
        <source>Book again as it was</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rétablir</translation>
    </message>
    <message>
        <source>Cancel appointment…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annuler le rendez-vous…</translation>
    </message>
    <message>
        <source>late</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en retard</translation>
    </message>
    <message>
        <source>booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>prévu</translation>
    </message>
    <message>
        <source>arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>arrivé</translation>
    </message>
    <message>
        <source>in progress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en cours</translation>
    </message>
    <message>
        <source>done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>terminé</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>annulé</translation>
    </message>
    <message>
        <source>did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>absent</translation>
    </message>
    <message>
        <source>{here} of {all} here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{here} sur {all} ici</translation>
    </message>
    <message>
        <source>{name} family · {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} et famille · {count}</translation>
    </message>
    <message>
        <source>Time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Heure</translation>
    </message>
    <message>
        <source>Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salle</translation>
    </message>
    <message>
        <source>Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soignant</translation>
    </message>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Service</translation>
    </message>
    <message>
        <source>People</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes</translation>
    </message>
    <message>
        <source>Note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Note</translation>
    </message>
    <message>
        <source>with {clinician}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>avec {clinician}</translation>
    </message>
    <message>
        <source>1 person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>1 personne</translation>
    </message>
    <message>
        <source>{count} people</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} pers.</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sans soignant</translation>
    </message>
    <message>
        <source>{name} (no longer here)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} (n’est plus là)</translation>
    </message>
</context>
<context>
    <name>BookDialog</name>
    <message>
        <source>Book appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre un rendez-vous</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Réserver</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez au moins une personne.</translation>
    </message>
    <message>
        <source>Please give a day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indiquez un jour.</translation>
    </message>
    <message>
        <source>No free time on this day. Choose another day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun horaire libre ce jour. Choisissez un autre jour.</translation>
    </message>
    <message>
        <source>&amp;Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ser&amp;vice</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soi&amp;gnant</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jour</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Heure</translation>
    </message>
    <message>
        <source>&amp;Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Salle</translation>
    </message>
    <message>
        <source>&amp;Note for the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Note pour la fiche</translation>
    </message>
    <message>
        <source>{name} · {minutes} min</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} · {minutes} min</translation>
    </message>
    <message>
        <source>&amp;Book all the same</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réserver &amp;quand même</translation>
    </message>
    <message>
        <source>No free time on this day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun horaire libre ce jour.</translation>
    </message>
    <message>
        <source>{time} is not free for that long.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{time} n’est pas libre aussi longtemps.</translation>
    </message>
    <message>
        <source>{room} · until {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{room} · jusqu’à {time}</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance inconnue</translation>
    </message>
</context>
<context>
    <name>BookPage</name>
    <message>
        <source>Appointments</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous</translation>
    </message>
    <message>
        <source>Arrows walk, Enter opens or books, M moves, Shift+Up and Down stretch, Enter puts down, Esc lets go. Ctrl+X puts aside, Ctrl+V takes up again, Ctrl+Z takes back. Ctrl+1, 2, 3: day, week, month; Ctrl+4: rooms or clinicians.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les flèches parcourent, Entrée ouvre ou réserve, M déplace, Maj+Haut et Bas étirent, Entrée pose, Échap lâche. Ctrl+X met de côté, Ctrl+V reprend, Ctrl+Z annule. Ctrl+1, 2, 3&#xa0;: jour, semaine, mois&#xa0;; Ctrl+4&#xa0;: salles ou soignants.</translation>
    </message>
    <message>
        <source>The day before (Ctrl+Page Up)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour précédent (Ctrl+Page préc.)</translation>
    </message>
    <message>
        <source>&amp;Today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Aujourd’hui</translation>
    </message>
    <message>
        <source>The day after (Ctrl+Page Down)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour suivant (Ctrl+Page suiv.)</translation>
    </message>
    <message>
        <source>Go to a date (Ctrl+G)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aller à une date (Ctrl+G)</translation>
    </message>
    <message>
        <source>Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour</translation>
    </message>
    <message>
        <source>Week</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Semaine</translation>
    </message>
    <message>
        <source>Month</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mois</translation>
    </message>
    <message>
        <source>How much is shown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Étendue affichée</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles</translation>
    </message>
    <message>
        <source>Clinicians</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soignants</translation>
    </message>
    <message>
        <source>What the columns are</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que montrent les colonnes</translation>
    </message>
    <message>
        <source>Rooms or clinicians as columns (Ctrl+4)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles ou soignants en colonnes (Ctrl+4)</translation>
    </message>
    <message>
        <source>Lists, waiting list and more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Listes, liste d’attente et plus</translation>
    </message>
    <message>
        <source>&amp;Walk-in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Sans rendez-vous</translation>
    </message>
    <message>
        <source>Somebody without an appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un sans rendez-vous</translation>
    </message>
    <message>
        <source>Book appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre un rendez-vous</translation>
    </message>
    <message>
        <source>{count} booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} prévus</translation>
    </message>
    <message>
        <source>{count} arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} arrivés</translation>
    </message>
    <message>
        <source>{count} late</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} en retard</translation>
    </message>
    <message>
        <source>Go to a date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aller à une date</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;fficher</translation>
    </message>
    <message>
        <source>&amp;Date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Date</translation>
    </message>
    <message>
        <source>did not come on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>absent le {day}</translation>
    </message>
    <message>
        <source>Walk-in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sans rendez-vous</translation>
    </message>
    <message>
        <source>Day list…	Ctrl+P</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste du jour…	Ctrl+P</translation>
    </message>
    <message>
        <source>Call list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste d’appels…</translation>
    </message>
    <message>
        <source>Waiting list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste d’attente…</translation>
    </message>
    <message>
        <source>Put on the waiting list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre sur la liste d’attente…</translation>
    </message>
    <message>
        <source>Visits that are still needed…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Visites encore nécessaires…</translation>
    </message>
    <message>
        <source>Import a booking list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Importer une liste de rendez-vous…</translation>
    </message>
    <message>
        <source>Rooms as columns	Ctrl+4</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles en colonnes	Ctrl+4</translation>
    </message>
    <message>
        <source>Clinicians as columns	Ctrl+4</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soignants en colonnes	Ctrl+4</translation>
    </message>
    <message>
        <source>{count} visits are booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} visites sont réservées.</translation>
    </message>
    <message>
        <source>booked by mistake, taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>réservé par erreur, repris</translation>
    </message>
</context>
<context>
    <name>BrowseView</name>
    <message>
        <source>Any part of a name or number, or scan a barcode</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une partie d’un nom ou d’un numéro, ou scannez un code-barres</translation>
    </message>
    <message>
        <source>Find people</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chercher des personnes</translation>
    </message>
    <message>
        <source>Register a person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer une personne</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>People</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes</translation>
    </message>
    <message>
        <source>A registration is not finished.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un enregistrement n’est pas terminé.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Continuer</translation>
    </message>
    <message>
        <source>Nobody is found by this. Try fewer letters, or register the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne correspond. Essayez moins de lettres, ou enregistrez la personne.</translation>
    </message>
    <message>
        <source>Nobody is on file yet. Register the first person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’est encore enregistré. Enregistrez la première personne.</translation>
    </message>
    <message>
        <source>People on file: {people}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes enregistrées&#xa0;: {people}</translation>
    </message>
</context>
<context>
    <name>CameraDialog</name>
    <message>
        <source>Take a photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre une photo</translation>
    </message>
    <message>
        <source>Take photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre la photo</translation>
    </message>
    <message>
        <source>No camera was found. Connect one, or choose a file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune caméra n’a été trouvée. Branchez-en une, ou choisissez un fichier.</translation>
    </message>
    <message>
        <source>What the camera sees</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que voit la caméra</translation>
    </message>
    <message>
        <source>The camera gave no picture. Try again, or choose a file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La caméra n’a pas donné d’image. Réessayez, ou choisissez un fichier.</translation>
    </message>
</context>
<context>
    <name>CaseBox</name>
    <message>
        <source>Family and case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Famille et dossier</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir</translation>
    </message>
    <message>
        <source>Travels with the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyage avec la famille</translation>
    </message>
    <message>
        <source>Relationship to the principal applicant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lien avec le requérant principal</translation>
    </message>
    <message>
        <source>Travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyage</translation>
    </message>
    <message>
        <source>Joins case {number}: {people}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rejoint le dossier {number}&#xa0;: {people}</translation>
    </message>
</context>
<context>
    <name>CaseDialog</name>
    <message>
        <source>Add a family to {flight}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter une famille au vol {flight}</translation>
    </message>
    <message>
        <source>&amp;Add to the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ajouter au vol</translation>
    </message>
    <message>
        <source>Case number or a name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro de dossier ou nom</translation>
    </message>
    <message>
        <source>Cases found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossiers trouvés</translation>
    </message>
    <message>
        <source>Choose a case to see who is in it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un dossier pour voir qui en fait partie.</translation>
    </message>
    <message>
        <source>&amp;Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Dossier</translation>
    </message>
    <message>
        <source>Who flies</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui part</translation>
    </message>
    <message>
        <source>{number} · {name} · {people} in the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} · {name} · {people} dans le dossier</translation>
    </message>
    <message>
        <source>Choose a case and who of it flies.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un dossier et les personnes qui partent.</translation>
    </message>
</context>
<context>
    <name>CaseFile</name>
    <message>
        <source>Classification and signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classification et signature</translation>
    </message>
    <message>
        <source>After all results, by a physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Après tous les résultats, par un médecin</translation>
    </message>
    <message>
        <source>Waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend&#xa0;: {needs}</translation>
    </message>
    <message>
        <source>Signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé</translation>
    </message>
    <message>
        <source>Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fait</translation>
    </message>
    <message>
        <source>Exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocole</translation>
    </message>
    <message>
        <source>Version</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Version</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Why amended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif de la rectification</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quand</translation>
    </message>
    <message>
        <source>What</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quoi</translation>
    </message>
</context>
<context>
    <name>CaseFilePage</name>
    <message>
        <source>Exams</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signatures</translation>
    </message>
    <message>
        <source>History</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Historique</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pl&amp;us</translation>
    </message>
    <message>
        <source>&amp;Move the exam to another person…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Déplacer l’examen vers une autre personne…</translation>
    </message>
    <message>
        <source>&amp;Void the exam…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;nnuler l’examen…</translation>
    </message>
    <message>
        <source>&amp;Begin a new exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Commencer un nouvel examen</translation>
    </message>
    <message>
        <source>&amp;Enter at the authority…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sais&amp;ir pour l’autorité…</translation>
    </message>
    <message>
        <source>&amp;Look ahead to a day…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Anticiper &amp;jusqu’à un jour…</translation>
    </message>
    <message>
        <source>&amp;Enter at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sais&amp;ir pour l’autorité</translation>
    </message>
    <message>
        <source>Signatures of the current exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signatures de l’examen en cours</translation>
    </message>
    <message>
        <source>No case file is open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun dossier médical n’est ouvert</translation>
    </message>
    <message>
        <source>Find a person, a case or a number with Ctrl+K.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cherchez une personne, un dossier ou un numéro avec Ctrl+K.</translation>
    </message>
    <message>
        <source>Case {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier {number}</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier médical</translation>
    </message>
    <message numerus="yes">
        <source>Family of %n</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Famille de %n</numerusform>
            <numerusform>Famille de %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne</translation>
    </message>
    <message>
        <source>The family travels together: clearance follows the last member.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La famille voyage ensemble&#xa0;: l’autorisation suit le dernier membre.</translation>
    </message>
    <message>
        <source>Protocol {edition}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocole {edition}</translation>
    </message>
    <message>
        <source>Edition not adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Édition non adoptée</translation>
    </message>
    <message>
        <source>Hold</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Blocage</translation>
    </message>
    <message>
        <source>Exam of {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen du {day}</translation>
    </message>
    <message>
        <source>No exam yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore d’examen</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>valable jusqu’au {day}</translation>
    </message>
    <message>
        <source>Continue &amp;exam  F6</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Continuer l’&amp;examen  F6</translation>
    </message>
    <message>
        <source>Read &amp;exam  F6</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lire l’&amp;examen  F6</translation>
    </message>
    <message>
        <source>Begin &amp;exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Commencer l’&amp;examen</translation>
    </message>
    <message>
        <source>Requirements</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Exigences</translation>
    </message>
    <message>
        <source>Exams and signatures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens et signatures</translation>
    </message>
    <message>
        <source>This person is in no case. Open a case in the registration first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne n’est dans aucun dossier. Ouvrez d’abord un dossier à l’enregistrement.</translation>
    </message>
    <message>
        <source>No consent is recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun consentement n’est consigné</translation>
    </message>
    <message>
        <source>Begin without it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Commencer sans</translation>
    </message>
    <message>
        <source>Record the consent of {name} in the registration first, or say why the exam begins without it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consignez d’abord le consentement de {name} à l’enregistrement, ou dites pourquoi l’examen commence sans.</translation>
    </message>
    <message>
        <source>Void exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annuler l’examen</translation>
    </message>
    <message>
        <source>The exam of {name} stays readable as void and can be begun anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen de {name} reste lisible comme annulé et peut être recommencé.</translation>
    </message>
    <message>
        <source>Choose a requirement to see why it is asked; Enter opens its section, F6 the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez une exigence pour voir pourquoi elle est demandée&#xa0;; Entrée ouvre sa section, F6 l’examen.</translation>
    </message>
</context>
<context>
    <name>CaseForm</name>
    <message>
        <source>No case yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore de dossier</translation>
    </message>
    <message>
        <source>given by the clinic if empty</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attribué par le centre si vide</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Va en</translation>
    </message>
    <message>
        <source>Category</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Catégorie</translation>
    </message>
    <message>
        <source>Case number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro de dossier</translation>
    </message>
    <message>
        <source>Programme</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir</translation>
    </message>
</context>
<context>
    <name>CaseStrip</name>
    <message>
        <source>&amp;Take over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Repre&amp;ndre</translation>
    </message>
    <message>
        <source>The case is now for {now}; this exam was begun for {was}. What is asked may change.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le dossier est maintenant pour {now} ; cet examen a été commencé pour {was}. Ce qui est demandé peut changer.</translation>
    </message>
    <message>
        <source>The case is now for {now}; this exam was begun for {was}. Void this exam in the case file and begin another, or have the case corrected.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le dossier est maintenant pour {now} ; cet examen a été commencé pour {was}. Annulez cet examen dans le dossier médical et commencez-en un autre, ou faites corriger le dossier.</translation>
    </message>
</context>
<context>
    <name>CaseView</name>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>not in the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas dans le dossier</translation>
    </message>
    <message>
        <source>travels apart</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>voyage à part</translation>
    </message>
    <message>
        <source>People in the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes du dossier</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clos</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>oui</translation>
    </message>
    <message>
        <source>Nobody is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne correspond à cette recherche.</translation>
    </message>
    <message>
        <source>Find somebody on file to add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chercher quelqu’un d’enregistré à ajouter</translation>
    </message>
    <message>
        <source>Register a new member</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer un nouveau membre</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ajouter</translation>
    </message>
    <message>
        <source>Close case…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clore le dossier…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abandonner</translation>
    </message>
    <message>
        <source>Save case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer le dossier</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+Entrée</translation>
    </message>
    <message>
        <source>Take {name} out of the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer {name} du dossier</translation>
    </message>
    <message>
        <source>Take out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>It is saved with the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce sera enregistré avec le dossier.</translation>
    </message>
    <message>
        <source>Close case {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clore le dossier {number}</translation>
    </message>
    <message>
        <source>Close case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clore le dossier</translation>
    </message>
    <message>
        <source>A closed case stays on file and leaves the lists of open cases.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un dossier clos est conservé et quitte les listes des dossiers ouverts.</translation>
    </message>
</context>
<context>
    <name>CertificateLists</name>
    <message>
        <source>Ready to issue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prêts à délivrer</translation>
    </message>
    <message>
        <source>Nothing is ready: every decision has its certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien à délivrer&#xa0;: chaque décision a son certificat.</translation>
    </message>
    <message>
        <source>Issued certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificats délivrés</translation>
    </message>
    <message>
        <source>No certificate fits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun certificat ne correspond.</translation>
    </message>
    <message>
        <source>Waiting for the printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En attente d’impression</translation>
    </message>
    <message>
        <source>Nothing waits for the printer.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’attend l’imprimante.</translation>
    </message>
    <message>
        <source>&amp;Save to a folder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Enregistrer dans un dossier</translation>
    </message>
    <message>
        <source>&amp;Withdraw</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Re&amp;tirer</translation>
    </message>
    <message>
        <source>&amp;Issue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Délivrer</translation>
    </message>
    <message>
        <source>Issue and prin&amp;t</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Délivrer et im&amp;primer</translation>
    </message>
    <message>
        <source>Prin&amp;t</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Im&amp;primer</translation>
    </message>
    <message>
        <source>Prin&amp;t what waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Im&amp;primer ce qui attend</translation>
    </message>
</context>
<context>
    <name>CertificatePanel</name>
    <message>
        <source>Choose a certificate to see it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un certificat pour le voir.</translation>
    </message>
    <message>
        <source>Re&amp;place</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remp&amp;lacer</translation>
    </message>
    <message>
        <source>Issue it anew: a corrected name, a new decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le délivrer à nouveau&#xa0;: nom corrigé, nouvelle décision</translation>
    </message>
    <message>
        <source>Re&amp;voke</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ré&amp;voquer</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Conditions</translation>
    </message>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valable jusqu’au</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplace</translation>
    </message>
    <message>
        <source>No photo is on file: its place on the paper will stay empty.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune photo au dossier&#xa0;: sa place sur le papier restera vide.</translation>
    </message>
    <message>
        <source>Not issued yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore délivré</translation>
    </message>
    <message>
        <source>No longer covered: {why}. Revoke or replace it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Plus couvert&#xa0;: {why}. Révoquez-le ou remplacez-le.</translation>
    </message>
    <message>
        <source>Printing failed. {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’impression a échoué. {why}</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>Destination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Destination</translation>
    </message>
    <message>
        <source>Issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Délivré</translation>
    </message>
    <message>
        <source>{when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{when} par {who}</translation>
    </message>
    <message>
        <source>Ended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Terminé</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacé par</translation>
    </message>
</context>
<context>
    <name>Certificates</name>
    <message>
        <source>Traveller</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyageur</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision</translation>
    </message>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol</translation>
    </message>
    <message>
        <source>Photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Photo</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplace</translation>
    </message>
    <message>
        <source>on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>au dossier</translation>
    </message>
    <message>
        <source>missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>manquante</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État</translation>
    </message>
    <message>
        <source>Issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Délivré</translation>
    </message>
    <message>
        <source>Prints</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tirages</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État</translation>
    </message>
    <message>
        <source>Printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imprimante</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demandé pour</translation>
    </message>
    <message>
        <source>Fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Apte</translation>
    </message>
    <message>
        <source>Fit with conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Apte sous conditions</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Révoqué</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacé</translation>
    </message>
    <message>
        <source>Expired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Expiré</translation>
    </message>
    <message>
        <source>Not covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non couvert</translation>
    </message>
    <message>
        <source>Valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valable</translation>
    </message>
    <message>
        <source>Not saved, because nobody may rely on them: {papers}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non enregistrés, car personne ne doit plus s’y fier&#xa0;: {papers}.</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mis fin par</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>In its place</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacé par</translation>
    </message>
    <message>
        <source>the physician decided again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>le médecin a décidé à nouveau</translation>
    </message>
    <message>
        <source>the flight was changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>le vol a été modifié</translation>
    </message>
    <message>
        <source>the person was screened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>la personne a été contrôlée à nouveau</translation>
    </message>
    <message>
        <source>the screening was voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>le contrôle a été annulé</translation>
    </message>
    <message>
        <source>the person was taken off the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>la personne a été retirée du vol</translation>
    </message>
    <message>
        <source>the medical exam does not allow the journey</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>l’examen médical ne permet pas le voyage</translation>
    </message>
    <message>
        <source>its name, birth date, sex, nationality or document was corrected on file since</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>son nom, sa date de naissance, son sexe, sa nationalité ou son document a été corrigé depuis</translation>
    </message>
    <message>
        <source>the decision does not hold any more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>la décision ne tient plus</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En attente</translation>
    </message>
    <message>
        <source>Printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En impression</translation>
    </message>
    <message>
        <source>Printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imprimé</translation>
    </message>
    <message>
        <source>Failed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Échec</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retiré</translation>
    </message>
    <message>
        <source>This desk does not know the printer.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce poste ne connaît pas l’imprimante.</translation>
    </message>
    <message>
        <source>The printer did not take the paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’imprimante n’a pas pris le papier.</translation>
    </message>
    <message>
        <source>The print was broken off.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’impression a été interrompue.</translation>
    </message>
    <message>
        <source>The certificate could not be drawn.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le certificat n’a pas pu être dessiné.</translation>
    </message>
    <message>
        <source>The program was stopped meanwhile. Look whether the paper is there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le programme a été arrêté entre-temps. Vérifiez si le papier est sorti.</translation>
    </message>
    <message>
        <source>The print did not succeed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’impression n’a pas réussi.</translation>
    </message>
    <message>
        <source>{number}: {status}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number}&#xa0;: {status}</translation>
    </message>
    <message>
        <source>Only the number was given, the paper was not checked. Scan its code.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seul le numéro a été donné, le papier n’a pas été vérifié. Scannez son code.</translation>
    </message>
    <message>
        <source>Do not rely on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ne vous y fiez pas</translation>
    </message>
    <message>
        <source>Signed by this clinic, but not in the register</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé par ce centre, mais absent du registre</translation>
    </message>
    <message>
        <source>Ask who holds the clinic’s older records before relying on it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demandez à qui détient les anciens registres du centre avant de vous y fier.</translation>
    </message>
    <message>
        <source>This is no certificate code of this clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas un code de certificat de ce centre.</translation>
    </message>
    <message>
        <source>It was signed with a key that this clinic does not have.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il a été signé avec une clé que ce centre n’a pas.</translation>
    </message>
    <message>
        <source>Something was changed: the signature does not fit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelque chose a été modifié&#xa0;: la signature ne correspond pas.</translation>
    </message>
    <message>
        <source>The file carries no seal: another program wrote or saved it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier ne porte pas de sceau&#xa0;: un autre programme l’a écrit ou enregistré.</translation>
    </message>
    <message>
        <source>The content of the file is not the content that was signed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le contenu du fichier n’est pas celui qui a été signé.</translation>
    </message>
    <message>
        <source>The signature does not hold.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La signature ne tient pas.</translation>
    </message>
    <message>
        <source>Revoked: do not rely on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Révoqué&#xa0;: ne vous y fiez pas</translation>
    </message>
    <message>
        <source>Revoked on {when} by {who}: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Révoqué le {when} par {who}&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>Replaced: ask for the newer paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacé&#xa0;: demandez le papier le plus récent</translation>
    </message>
    <message>
        <source>{number} stands in its place since {when}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} le remplace depuis le {when}.</translation>
    </message>
    <message>
        <source>Genuine, but no longer covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Authentique, mais plus couvert</translation>
    </message>
    <message>
        <source>It should be revoked or replaced: {why}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il devrait être révoqué ou remplacé&#xa0;: {why}.</translation>
    </message>
    <message>
        <source>Genuine, but expired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Authentique, mais expiré</translation>
    </message>
    <message>
        <source>It was valid until {when}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il était valable jusqu’au {when}.</translation>
    </message>
    <message>
        <source>Genuine and valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Authentique et valable</translation>
    </message>
    <message>
        <source>Signature and register agree; valid until {when}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signature et registre concordent&#xa0;; valable jusqu’au {when}.</translation>
    </message>
</context>
<context>
    <name>CertificatesPage</name>
    <message>
        <source>Certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificats</translation>
    </message>
    <message>
        <source>Show the&amp;m</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Montrer</translation>
    </message>
    <message>
        <source>Ready</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prêts</translation>
    </message>
    <message>
        <source>Issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Délivrés</translation>
    </message>
    <message>
        <source>To print</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À imprimer</translation>
    </message>
    <message>
        <source>List</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste</translation>
    </message>
    <message>
        <source>Name, number, case or flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom, numéro, dossier ou vol</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer la liste</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État</translation>
    </message>
    <message>
        <source>All</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tous</translation>
    </message>
    <message>
        <source>Standing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En vigueur</translation>
    </message>
    <message>
        <source>Not covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non couvert</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Révoqué</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacé</translation>
    </message>
    <message>
        <source>&amp;Check a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Véri&amp;fier un certificat</translation>
    </message>
    <message>
        <source>Save the public key with which anybody can check</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer la clé publique avec laquelle chacun peut vérifier</translation>
    </message>
    <message>
        <source>Printing certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impression des certificats</translation>
    </message>
    <message>
        <source>Ctrl+A chooses all. Alt+I issues, Alt+T prints, Alt+C checks a paper in hand, Ctrl+F filters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+A choisit tout. Alt+D délivre, Alt+P imprime, Alt+F vérifie un papier présenté, Ctrl+F filtre.</translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) must be revoked or replaced.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n certificat doit être révoqué ou remplacé.</numerusform>
            <numerusform>%n certificats doivent être révoqués ou remplacés.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose whose certificate is to be issued; Ctrl+A chooses all.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez pour qui délivrer un certificat&#xa0;; Ctrl+A choisit tous.</translation>
    </message>
    <message>
        <source>Issuing certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Délivrance des certificats</translation>
    </message>
    <message>
        <source>Choose what is to be printed; Ctrl+A chooses all.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez ce qui doit être imprimé&#xa0;; Ctrl+A choisit tout.</translation>
    </message>
    <message>
        <source>Choose what is to be saved; Ctrl+A chooses all.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez ce qui doit être enregistré&#xa0;; Ctrl+A choisit tout.</translation>
    </message>
    <message>
        <source>Save certificates to a folder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer les certificats dans un dossier</translation>
    </message>
    <message>
        <source>Saving certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrement des certificats</translation>
    </message>
    <message>
        <source>Revoke {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Révoquer {number}</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Révoquer</translation>
    </message>
    <message>
        <source>Whoever checks it will see that it must not be relied on. This cannot be undone.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quiconque le vérifie verra qu’il ne faut pas s’y fier. Cela ne peut pas être repris.</translation>
    </message>
    <message>
        <source>Replace {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacer {number}</translation>
    </message>
    <message>
        <source>Replace</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacer</translation>
    </message>
    <message>
        <source>A new certificate is issued from the decision that stands now; this one is marked as replaced.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un nouveau certificat est délivré d’après la décision en vigueur&#xa0;; celui-ci est marqué comme remplacé.</translation>
    </message>
    <message>
        <source>Save the public key</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer la clé publique</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Texte (*.txt)</translation>
    </message>
    <message>
        <source>This desk has no printer. Save the certificates to a folder, or set one up.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce poste n’a pas d’imprimante. Enregistrez les certificats dans un dossier, ou installez-en une.</translation>
    </message>
</context>
<context>
    <name>ChainDialog</name>
    <message>
        <source>Book a whole visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réserver une visite complète</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Réserver</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Heure</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soi&amp;gnant</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez au moins une personne.</translation>
    </message>
    <message>
        <source>No day has room for the whole visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun jour n’a de place pour la visite complète.</translation>
    </message>
</context>
<context>
    <name>ChangeStaffDialog</name>
    <message>
        <source>Save</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Login: {login}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Identifiant&#xa0;: {login}</translation>
    </message>
</context>
<context>
    <name>ChangesView</name>
    <message>
        <source>Compare with</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Comparer avec</translation>
    </message>
    <message>
        <source>Part</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Partie</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code</translation>
    </message>
    <message>
        <source>Change</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changement</translation>
    </message>
    <message>
        <source>Before</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avant</translation>
    </message>
    <message>
        <source>After</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Après</translation>
    </message>
    <message>
        <source>Changes between editions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changements entre éditions</translation>
    </message>
    <message>
        <source>Both editions say the same.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les deux éditions disent la même chose.</translation>
    </message>
    <message>
        <source>There is no other edition of this country to compare with.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas d’autre édition de ce pays à comparer.</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source>Check a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vérifier un certificat</translation>
    </message>
    <message>
        <source>MHAC1.…, or a number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>MHAC1.…, ou un numéro</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vérifier</translation>
    </message>
    <message>
        <source>Open a &amp;file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir un &amp;fichier…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Scan the square code of the paper, type its number, or open the PDF file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Scannez le code carré du papier, tapez son numéro, ou ouvrez le fichier PDF.</translation>
    </message>
    <message>
        <source>C&amp;ode or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C&amp;ode ou numéro</translation>
    </message>
    <message>
        <source>Open a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir un certificat</translation>
    </message>
    <message>
        <source>Certificates (*.pdf *.txt)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificats (*.pdf *.txt)</translation>
    </message>
    <message>
        <source>This could not be checked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La vérification n’a pas été possible</translation>
    </message>
    <message>
        <source>The paper must say: {name}, {decision}, {destination}, flight {flight}, number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le papier doit dire&#xa0;: {name}, {decision}, {destination}, vol {flight}, numéro {number}.</translation>
    </message>
    <message>
        <source>The paper must say: initials {initials}, born {year}, {decision}, valid until {until}, number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le papier doit dire&#xa0;: initiales {initials}, né(e) en {year}, {decision}, valable jusqu’au {until}, numéro {number}.</translation>
    </message>
</context>
<context>
    <name>ChosenCard</name>
    <message>
        <source>Appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>et {count} de plus</translation>
    </message>
</context>
<context>
    <name>ClassificationView</name>
    <message>
        <source>Proposed by the protocol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Proposé par le protocole</translation>
    </message>
    <message>
        <source>Holds</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bloque</translation>
    </message>
    <message>
        <source>To be decided or watched</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À décider ou à surveiller</translation>
    </message>
    <message>
        <source>No examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’est nécessaire.</translation>
    </message>
    <message>
        <source>The proposal waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La proposition attend</translation>
    </message>
    <message>
        <source>The outcome cannot be said before these are known:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le résultat ne peut pas être déterminé avant de connaître&#xa0;:</translation>
    </message>
    <message>
        <source>Certain already</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déjà certain</translation>
    </message>
    <message>
        <source>No class: no finding that the protocol gives a class for.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune classe&#xa0;: aucun constat auquel le protocole donne une classe.</translation>
    </message>
    <message>
        <source>Holds travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bloque le voyage</translation>
    </message>
    <message>
        <source>Waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend</translation>
    </message>
    <message>
        <source>Grade {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cote {grade}</translation>
    </message>
    <message>
        <source>Nothing found for which the protocol gives a worse grade.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’a été trouvé pour quoi le protocole donne une cote plus basse.</translation>
    </message>
    <message>
        <source>As proposed: {outcome}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Comme proposé : {outcome}</translation>
    </message>
    <message>
        <source>Decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décidé</translation>
    </message>
    <message>
        <source>No class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune classe</translation>
    </message>
    <message>
        <source>Decided against the proposal; the comment says why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décidé autrement que proposé&#xa0;; le commentaire dit pourquoi.</translation>
    </message>
    <message>
        <source>Decided against the proposal: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décidé autrement que proposé&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>An answer was changed after this. Please decide again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une réponse a changé depuis. Veuillez décider à nouveau.</translation>
    </message>
    <message>
        <source>The physician confirms the proposal or decides otherwise.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le médecin confirme la proposition ou décide autrement.</translation>
    </message>
    <message>
        <source>&amp;Record the grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consigne&amp;r les cotes</translation>
    </message>
    <message>
        <source>Confirm the &amp;proposal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Confirmer la &amp;proposition</translation>
    </message>
    <message>
        <source>Decide &amp;otherwise…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décider &amp;autrement…</translation>
    </message>
    <message>
        <source>Your grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vos cotes</translation>
    </message>
    <message>
        <source>A grade may be made worse than proposed, never better.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une cote peut être abaissée par rapport à la proposition, jamais relevée.</translation>
    </message>
</context>
<context>
    <name>ClinicStep</name>
    <message>
        <source>The clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre</translation>
    </message>
    <message>
        <source>As it stands on the screens and on every paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tel qu’il figure à l’écran et sur chaque papier.</translation>
    </message>
</context>
<context>
    <name>ClinicianBox</name>
    <message>
        <source>Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soignant</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>N’importe qui</translation>
    </message>
</context>
<context>
    <name>ClinicianDialog</name>
    <message>
        <source>Who sees them</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui les reçoit</translation>
    </message>
    <message>
        <source>C&amp;hange</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C&amp;hanger</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soi&amp;gnant</translation>
    </message>
    <message>
        <source>{clinician} does not take this any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} n’assure plus ce service.</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Appointments stand then</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Des rendez-vous sont prévus alors</translation>
    </message>
    <message>
        <source>&amp;Close all the same</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fermer quand même</translation>
    </message>
    <message>
        <source>They keep their time, and the appointment book lists them under “To be moved” until somebody moves or cancels them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ils gardent leur heure, et l’agenda les liste sous « À déplacer » jusqu’à ce que quelqu’un les déplace ou les annule.</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quand</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salle</translation>
    </message>
    <message>
        <source>None any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Plus aucun.</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>You sign the exam of {name}. Afterwards it is closed; a later change is an amendment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous signez l’examen de {name}. Il est ensuite clos&#xa0;; toute modification ultérieure est une rectification.</translation>
    </message>
    <message>
        <source>Sign exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signer l’examen</translation>
    </message>
</context>
<context>
    <name>ConsentBox</name>
    <message>
        <source>Consent to the examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement à l’examen</translation>
    </message>
    <message>
        <source>Given</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donné</translation>
    </message>
    <message>
        <source>Refused</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Refusé</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retiré</translation>
    </message>
    <message>
        <source>Consent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision</translation>
    </message>
    <message>
        <source>Explained in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Expliqué en</translation>
    </message>
    <message>
        <source>Through interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Par un interprète</translation>
    </message>
    <message>
        <source>Signed by guardian</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé par le tuteur</translation>
    </message>
    <message>
        <source>Guardian is</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le tuteur est</translation>
    </message>
</context>
<context>
    <name>ContextPanel</name>
    <message>
        <source>No examination is needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’est nécessaire</translation>
    </message>
    <message>
        <source>Needs a second look</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demande un second regard</translation>
    </message>
    <message>
        <source>Nothing so far</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien jusqu’ici</translation>
    </message>
    <message>
        <source>high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>élevé</translation>
    </message>
    <message>
        <source>low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bas</translation>
    </message>
    <message>
        <source>unusual</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inhabituel</translation>
    </message>
    <message>
        <source>not possible</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>impossible</translation>
    </message>
    <message>
        <source>warning sign</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>signe d’alerte</translation>
    </message>
    <message>
        <source>severely high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>très élevé</translation>
    </message>
    <message>
        <source>severely low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>très bas</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>anormal</translation>
    </message>
    <message>
        <source>Tests</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tests</translation>
    </message>
    <message>
        <source>open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à faire</translation>
    </message>
    <message>
        <source>From the history</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Des antécédents</translation>
    </message>
    <message>
        <source>Nothing reported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien de signalé</translation>
    </message>
    <message>
        <source>Earlier readings</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mesures antérieures</translation>
    </message>
</context>
<context>
    <name>DateEdit</name>
    <message>
        <source>05 Mar 1990, Mar 1990, about 1990</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>5 mars 1990, mars 1990, vers 1990</translation>
    </message>
    <message>
        <source>05 Mar 2026</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>5 mars 2026</translation>
    </message>
    <message>
        <source>Nobody knows this date (or type ?)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne ne connaît cette date (ou tapez&#xa0;?)</translation>
    </message>
    <message>
        <source>not known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inconnue</translation>
    </message>
    <message>
        <source>no date yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas encore une date</translation>
    </message>
</context>
<context>
    <name>DayDialog</name>
    <message>
        <source>Look ahead</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Anticiper</translation>
    </message>
    <message>
        <source>What will have changed by that day, if nothing new is found?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qu’est-ce qui aura changé ce jour-là, si rien de nouveau n’est trouvé&#xa0;?</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jour</translation>
    </message>
    <message>
        <source>Please give a day to come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indiquez un jour à venir.</translation>
    </message>
</context>
<context>
    <name>DayEnd</name>
    <message>
        <source>Still inside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Encore au centre</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inachevés</translation>
    </message>
    <message>
        <source>Results awaited</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Résultats attendus</translation>
    </message>
    <message>
        <source>Not printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non imprimés</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Absents</translation>
    </message>
    <message>
        <source>at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>poste {station}</translation>
    </message>
    <message>
        <source>still asked: {stations}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>encore demandé&#xa0;: {stations}</translation>
    </message>
    <message>
        <source>no result yet: {kind}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas encore de résultat&#xa0;: {kind}</translation>
    </message>
    <message>
        <source>request slip not printed: {kind}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bon de demande non imprimé&#xa0;: {kind}</translation>
    </message>
    <message>
        <source>certificate issued, not printed yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>certificat délivré, pas encore imprimé</translation>
    </message>
    <message>
        <source>no certificate yet; flies {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas encore de certificat&#xa0;; vol {when}</translation>
    </message>
    <message>
        <source>printing failed: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>échec de l’impression&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>waits for the printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attend l’imprimante</translation>
    </message>
    <message>
        <source>noted; to be booked again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>noté&#xa0;; à reporter</translation>
    </message>
    <message>
        <source>not noted yet; call, or book again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas encore noté&#xa0;; appeler ou reporter</translation>
    </message>
    <message>
        <source>Kind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>Since</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Depuis</translation>
    </message>
    <message>
        <source>What is open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui reste ouvert</translation>
    </message>
</context>
<context>
    <name>DayEndPage</name>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Restés ouverts</translation>
    </message>
    <message>
        <source>Left open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Restés ouverts</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ouvrir</translation>
    </message>
    <message>
        <source>Enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée</translation>
    </message>
    <message>
        <source>&amp;Finish visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminer la visite</translation>
    </message>
    <message>
        <source>&amp;Left before the end…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Parti avant la fin…</translation>
    </message>
    <message>
        <source>Did &amp;not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Absent</translation>
    </message>
    <message>
        <source>P&amp;rint…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imp&amp;rimer…</translation>
    </message>
    <message>
        <source>&amp;Print the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Imprimer la liste</translation>
    </message>
    <message>
        <source>Enter opens a line, E finishes a visit, L ends it with a reason, N notes that somebody did not come, P prints what is not on paper, Ctrl+P the list. A figure goes to its first line.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée ouvre une ligne, E termine une visite, L la termine avec un motif, N note que quelqu’un n’est pas venu, P imprime ce qui n’est pas sur papier, Ctrl+P la liste. Un chiffre mène à sa première ligne.</translation>
    </message>
    <message>
        <source>Nothing is left open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’est resté ouvert</translation>
    </message>
    <message>
        <source>Everybody has been checked out, and nothing of today waits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout le monde est sorti, et rien de ce jour n’attend.</translation>
    </message>
    <message>
        <source>{ticket} {who} has finished.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} {who} a terminé.</translation>
    </message>
    <message>
        <source>Left before the end</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Parti avant la fin</translation>
    </message>
    <message>
        <source>&amp;End the visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminer la visite</translation>
    </message>
    <message>
        <source>{who} has left.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} est parti.</translation>
    </message>
    <message>
        <source>{who} did not come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} n’est pas venu.</translation>
    </message>
</context>
<context>
    <name>DayPicture</name>
    <message>
        <source>Appointments of the day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous du jour</translation>
    </message>
    <message>
        <source>{place} until {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{place} jusqu’à {time}</translation>
    </message>
    <message>
        <source>free, Enter puts it down</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>libre, Entrée le pose</translation>
    </message>
    <message>
        <source>Lunch · closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pause · fermé</translation>
    </message>
    <message>
        <source>Closed · {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermé · {reason}</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermé</translation>
    </message>
</context>
<context>
    <name>DecisionDialog</name>
    <message>
        <source>Fitness decision for {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision d’aptitude pour {name}</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Décider</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Apte</translation>
    </message>
    <message>
        <source>Fit with &amp;conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Apte sous &amp;conditions</translation>
    </message>
    <message>
        <source>&amp;Temporarily unfit, with a recheck</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inapte &amp;temporairement, avec nouveau contrôle</translation>
    </message>
    <message>
        <source>&amp;Unfit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Inapte</translation>
    </message>
    <message>
        <source>Co&amp;nditions of the journey</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Co&amp;nditions du voyage</translation>
    </message>
    <message>
        <source>Checked &amp;again on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôlé à nou&amp;veau le</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Why the person may fly &amp;nevertheless</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi la personne peut voyager &amp;quand même</translation>
    </message>
    <message>
        <source>Why the &amp;earlier decision is replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi la décision &amp;précédente est remplacée</translation>
    </message>
    <message>
        <source>Choose one of the four decisions.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez l’une des quatre décisions.</translation>
    </message>
</context>
<context>
    <name>DeparturesPage</name>
    <message>
        <source>Departures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Départs</translation>
    </message>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol</translation>
    </message>
    <message>
        <source>Earlier flight (Ctrl+Page Up)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol précédent (Ctrl+Page préc.)</translation>
    </message>
    <message>
        <source>Later flight (Ctrl+Page Down)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol suivant (Ctrl+Page suiv.)</translation>
    </message>
    <message>
        <source>&amp;Change flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier le &amp;vol</translation>
    </message>
    <message>
        <source>&amp;Add a family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ajouter une famille</translation>
    </message>
    <message>
        <source>&amp;Plan a departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Planifier un départ</translation>
    </message>
    <message>
        <source>Travellers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyageurs</translation>
    </message>
    <message>
        <source>Nobody is on this flight yet. Add a family with Alt+A.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’est encore sur ce vol. Ajoutez une famille avec Alt+A.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout montrer</translation>
    </message>
    <message>
        <source>Issue certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Délivrer les certificats</translation>
    </message>
    <message>
        <source>&amp;Go to the certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;ller aux certificats</translation>
    </message>
    <message>
        <source>Arrows choose a traveller, Enter does what comes next. Ctrl+Page Up and Down change the flight. Alt+S screens, Alt+D decides.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les flèches choisissent un voyageur, Entrée fait l’étape suivante. Ctrl+Page préc. et suiv. changent de vol. Alt+C contrôle, Alt+D décide.</translation>
    </message>
    <message>
        <source>No departure is planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun départ n’est planifié</translation>
    </message>
    <message>
        <source>Plan a flight, then add the families that leave on it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Planifiez un vol, puis ajoutez les familles qui le prennent.</translation>
    </message>
    <message>
        <source>Plan a departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Planifier un départ</translation>
    </message>
    <message>
        <source>&amp;Issue certificates ({count})</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dél&amp;ivrer les certificats ({count})</translation>
    </message>
</context>
<context>
    <name>DifferenceDialog</name>
    <message>
        <source>Decide a difference</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décider d’une différence</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Décider</translation>
    </message>
    <message>
        <source>On the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sur la feuille</translation>
    </message>
    <message>
        <source>Typed blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisi à l’aveugle</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Say which side is right.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites quel côté est juste.</translation>
    </message>
</context>
<context>
    <name>DifferencePanel</name>
    <message>
        <source>Keep what is typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Garder ce qui est saisi</translation>
    </message>
    <message>
        <source>{field}: typed {typed}, on file {document}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}&#xa0;: saisi {typed}, au dossier {document}</translation>
    </message>
    <message>
        <source>{field}: typed {typed}, document {document}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}&#xa0;: saisi {typed}, document {document}</translation>
    </message>
    <message>
        <source>Somebody else changed this person meanwhile</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a modifié cette personne entre-temps</translation>
    </message>
    <message>
        <source>The document says something else than the form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le document dit autre chose que le formulaire</translation>
    </message>
    <message>
        <source>Take what is ticked from the file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reprendre du dossier ce qui est coché</translation>
    </message>
    <message>
        <source>Take what is ticked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reprendre ce qui est coché</translation>
    </message>
    <message>
        <source>Family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom de famille</translation>
    </message>
    <message>
        <source>Given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prénoms</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sexe</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Date de naissance</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nationalité</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Statut</translation>
    </message>
    <message>
        <source>Country of origin</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays d’origine</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de naissance</translation>
    </message>
    <message>
        <source>Document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Document</translation>
    </message>
    <message>
        <source>Papers and numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Papiers et numéros</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>Camp</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Camp</translation>
    </message>
    <message>
        <source>Address</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Languages</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langues</translation>
    </message>
    <message>
        <source>Needs an interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A besoin d’un interprète</translation>
    </message>
    <message>
        <source>Further names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autres noms</translation>
    </message>
    <message>
        <source>Note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Note</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>oui</translation>
    </message>
    <message>
        <source>no</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non</translation>
    </message>
</context>
<context>
    <name>Differing</name>
    <message>
        <source>title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>titre</translation>
    </message>
    <message>
        <source>authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>autorité</translation>
    </message>
    <message>
        <source>in force from</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en vigueur dès le</translation>
    </message>
    <message>
        <source>in force until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en vigueur jusqu’au</translation>
    </message>
    <message>
        <source>new</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nouveau</translation>
    </message>
    <message>
        <source>gone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>disparu</translation>
    </message>
    <message>
        <source>changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>modifié</translation>
    </message>
    <message>
        <source>Title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Titre</translation>
    </message>
    <message>
        <source>Rules</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Règles</translation>
    </message>
    <message>
        <source>Validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Validité</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valeurs</translation>
    </message>
    <message>
        <source>Lists</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Listes</translation>
    </message>
    <message>
        <source>Items</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Éléments</translation>
    </message>
    <message>
        <source>Classes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classes</translation>
    </message>
    <message>
        <source>Grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cotes</translation>
    </message>
    <message>
        <source>Categories</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Catégories</translation>
    </message>
    <message>
        <source>Definitions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Définitions</translation>
    </message>
    <message>
        <source>Form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Formulaire</translation>
    </message>
</context>
<context>
    <name>DoneStep</name>
    <message>
        <source>Ready</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prêt</translation>
    </message>
    <message>
        <source>Before the first signature, the panel physician adopts the protocol edition of each country on the page Protocols.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avant la première signature, le médecin agréé adopte l’édition du protocole de chaque pays à la page Protocoles.</translation>
    </message>
    <message>
        <source>{name} has {rooms} and {people}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} a {rooms} et {people}.</translation>
    </message>
    <message numerus="yes">
        <source>%n rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n salle</numerusform>
            <numerusform>%n salles</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n members of staff</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n membre du personnel</numerusform>
            <numerusform>%n membres du personnel</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DosesList</name>
    <message>
        <source>Vaccines and drugs on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vaccins et médicaments au {day}</translation>
    </message>
    <message>
        <source>{amount} mg</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{amount} mg</translation>
    </message>
    <message>
        <source>{amount} tablets</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{amount} comprimés</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore connu</translation>
    </message>
    <message>
        <source>To give</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À donner</translation>
    </message>
    <message>
        <source>Due</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À faire</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès le {day}</translation>
    </message>
    <message>
        <source>Given on that day, the next dose is due from {day}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donné ce jour-là, la dose suivante est à faire dès le {day}.</translation>
    </message>
    <message>
        <source>Waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend&#xa0;: {needs}</translation>
    </message>
</context>
<context>
    <name>DuplicatesPanel</name>
    <message>
        <source>Already on file?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déjà enregistré&#xa0;?</translation>
    </message>
    <message>
        <source>People with a like name, birth date or number appear here while you type.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les personnes au nom, à la date de naissance ou au numéro semblables apparaissent ici pendant la saisie.</translation>
    </message>
    <message>
        <source>Nobody on file is like this person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune personne enregistrée ne ressemble à celle-ci.</translation>
    </message>
    <message>
        <source>This is the same person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est la même personne</translation>
    </message>
</context>
<context>
    <name>EditPanel</name>
    <message>
        <source>Undo changes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annuler les modifications</translation>
    </message>
    <message>
        <source>Save</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer</translation>
    </message>
</context>
<context>
    <name>EditionPanel</name>
    <message>
        <source>&amp;Withdraw…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Retirer…</translation>
    </message>
    <message>
        <source>&amp;Adopt this edition…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Adopter cette édition…</translation>
    </message>
    <message>
        <source>Part of the edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Partie de l’édition</translation>
    </message>
    <message>
        <source>Narrow by any word, code or source</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer par mot, code ou source</translation>
    </message>
    <message>
        <source>Narrow the entries</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer les entrées</translation>
    </message>
    <message>
        <source>Only entries with this mark</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seulement les entrées avec cette mention</translation>
    </message>
    <message>
        <source>Another &amp;country…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autre &amp;pays…</translation>
    </message>
    <message>
        <source>Entries</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrées</translation>
    </message>
    <message>
        <source>No entry fits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune entrée ne correspond.</translation>
    </message>
    <message>
        <source>Rules</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Règles</translation>
    </message>
    <message>
        <source>Tests and papers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tests et papiers</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valeurs</translation>
    </message>
    <message>
        <source>Country lists</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Listes de pays</translation>
    </message>
    <message>
        <source>Classes and grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classes et cotes</translation>
    </message>
    <message>
        <source>Validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Validité</translation>
    </message>
    <message>
        <source>Categories</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Catégories</translation>
    </message>
    <message>
        <source>What changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changements</translation>
    </message>
    <message>
        <source>All marks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Toutes les mentions</translation>
    </message>
    <message>
        <source>still to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>encore à confirmer</translation>
    </message>
    <message>
        <source>confirmed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>confirmée ici</translation>
    </message>
    <message>
        <source>disabled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>désactivée</translation>
    </message>
    <message>
        <source>changed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>modifiée ici</translation>
    </message>
    <message>
        <source>the clinic&apos;s own</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>propre au centre</translation>
    </message>
    <message>
        <source>in force</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en vigueur</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s) to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n règle à confirmer</numerusform>
            <numerusform>%n règles à confirmer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled rule(s)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n règle désactivée</numerusform>
            <numerusform>%n règles désactivées</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s) changed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n valeur modifiée ici</numerusform>
            <numerusform>%n valeurs modifiées ici</numerusform>
        </translation>
    </message>
    <message>
        <source>Not adopted: nothing can be signed under this edition yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non adoptée&#xa0;: rien ne peut encore être signé selon cette édition.</translation>
    </message>
    <message>
        <source>Not adopted: a panel physician adopts it before the first signature under it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non adoptée&#xa0;: un médecin agréé l’adopte avant la première signature selon elle.</translation>
    </message>
    <message>
        <source>Withdrawn by {name} on {when}: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirée par {name} le {when}&#xa0;: {reason}</translation>
    </message>
    <message numerus="yes">
        <source>Adopted by {name} ({licence}) on {when}; %n rules confirmed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Adoptée par {name} ({licence}) le {when}&#xa0;; %n règle confirmée.</numerusform>
            <numerusform>Adoptée par {name} ({licence}) le {when}&#xa0;; %n règles confirmées.</numerusform>
        </translation>
    </message>
    <message>
        <source>What was signed under it stays signed; nothing new is signed under it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui a été signé selon elle reste signé&#xa0;; rien de nouveau n’est signé selon elle.</translation>
    </message>
    <message>
        <source>Withdraw the adoption?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer l’adoption&#xa0;?</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>Go back to the edition?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Revenir à l’édition&#xa0;?</translation>
    </message>
    <message>
        <source>Go back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Revenir</translation>
    </message>
    <message>
        <source>{what}: what the edition says counts again. The change stays in the history.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what}&#xa0;: ce que dit l’édition vaut à nouveau. La modification reste dans l’historique.</translation>
    </message>
</context>
<context>
    <name>EnrolDialog</name>
    <message>
        <source>One more workstation for {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un poste de plus pour {name}</translation>
    </message>
    <message>
        <source>Save the enrolment file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer le fichier d’inscription…</translation>
    </message>
    <message>
        <source>At the other workstation {name} chooses “Join a clinic server”, gives this file, this code and the password. It is good once, until {until}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À l’autre poste, {name} choisit «&#xa0;Rejoindre le serveur d’un centre&#xa0;», donne ce fichier, ce code et le mot de passe. Valable une seule fois, jusqu’à {until}.</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code</translation>
    </message>
    <message>
        <source>Print the sheet or write the code down. Let it not travel with the file; it is not shown again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imprimez la feuille ou notez le code. Qu’il ne voyage pas avec le fichier&#xa0;; il n’est plus montré.</translation>
    </message>
    <message>
        <source>&amp;Print the sheet…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Imprimer la feuille…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Save the enrolment file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer le fichier d’inscription</translation>
    </message>
    <message>
        <source>This sheet carries a code, so it is printed and not saved into a file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette feuille porte un code&#xa0;: elle s’imprime et ne s’enregistre pas dans un fichier.</translation>
    </message>
    <message>
        <source>The printer did not take it. Try again, or write the code down by hand.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’imprimante ne l’a pas pris. Réessayez, ou recopiez le code à la main.</translation>
    </message>
    <message>
        <source>Printed: destroy the sheet when it has been used.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imprimée&#xa0;: détruisez la feuille une fois utilisée.</translation>
    </message>
    <message>
        <source>Saved: {place}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistré&#xa0;: {place}</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance inconnue</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>né(e) le {day}</translation>
    </message>
    <message>
        <source>y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ans</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mois</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>j</translation>
    </message>
    <message>
        <source>{done} of {of}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} sur {of}</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Transmise</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas commencée</translation>
    </message>
    <message>
        <source>Validity over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Validité terminée</translation>
    </message>
    <message>
        <source>{done} of {of} sheets submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} sur {of} feuilles transmises</translation>
    </message>
    <message>
        <source>{done} of {of} lines entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} sur {of} lignes saisies</translation>
    </message>
    <message>
        <source>nothing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rien</translation>
    </message>
    <message>
        <source>was: {before}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>était&#xa0;: {before}</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>anormal</translation>
    </message>
    <message>
        <source>high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>élevé</translation>
    </message>
    <message>
        <source>low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bas</translation>
    </message>
    <message>
        <source>severely high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>très élevé</translation>
    </message>
    <message>
        <source>severely low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>très bas</translation>
    </message>
    <message>
        <source>unusual, confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inhabituel, confirmé</translation>
    </message>
    <message>
        <source>corrected after the signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>corrigé après la signature</translation>
    </message>
    <message>
        <source>no place for it there</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de place là-bas</translation>
    </message>
    <message>
        <source>The sheet is right; the second person mistyped</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La feuille est juste&#xa0;; la seconde personne a mal tapé</translation>
    </message>
    <message>
        <source>The sheet is right; the authority’s screen has been corrected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La feuille est juste&#xa0;; l’écran de l’autorité a été corrigé</translation>
    </message>
    <message>
        <source>The sheet is wrong; the exam must be amended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La feuille est fausse&#xa0;; l’examen doit être rectifié</translation>
    </message>
    <message>
        <source>Nobody has checked this sheet blind yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’a encore contrôlé cette feuille à l’aveugle.</translation>
    </message>
    <message>
        <source>Differences that wait for a decision: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Différences à décider&#xa0;: {count}</translation>
    </message>
    <message>
        <source>Differences, all decided: {count}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Différences, toutes décidées&#xa0;: {count}.</translation>
    </message>
    <message>
        <source>Lines that agree: {count}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes qui concordent&#xa0;: {count}.</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Figée</translation>
    </message>
    <message>
        <source>Lines</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes</translation>
    </message>
    <message>
        <source>Blind check</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle à l’aveugle</translation>
    </message>
    <message>
        <source>Opened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rouverte</translation>
    </message>
    <message>
        <source>On the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sur la feuille</translation>
    </message>
    <message>
        <source>Typed blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisi à l’aveugle</translation>
    </message>
    <message>
        <source>Decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décidé</translation>
    </message>
    <message>
        <source>Waits for a decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend une décision</translation>
    </message>
    <message>
        <source>The person’s data or the sheet were corrected since. Freeze the sheet anew; what still says the same stays ticked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données de la personne ou la feuille ont été corrigées depuis. Figez la feuille à nouveau&#xa0;; ce qui n’a pas changé reste coché.</translation>
    </message>
    <message>
        <source>The exam was amended and signed again since. Enter the new version.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen a été rectifié et signé à nouveau depuis. Saisissez la nouvelle version.</translation>
    </message>
    <message>
        <source>The exam is open for an amendment. Nothing can be submitted until it is signed again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen est ouvert pour une rectification. Rien ne peut être transmis avant une nouvelle signature.</translation>
    </message>
    <message>
        <source>The exam was declared void.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen a été déclaré annulé.</translation>
    </message>
    <message>
        <source>The exam is not signed yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen n’est pas encore signé.</translation>
    </message>
    <message>
        <source>The stored text is not the one that was signed. Tell the administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le texte conservé n’est pas celui qui a été signé. Prévenez l’administrateur.</translation>
    </message>
</context>
<context>
    <name>EntryDetails</name>
    <message>
        <source>The chosen entry</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’entrée choisie</translation>
    </message>
    <message>
        <source>Choose a line to read it in full, with its source.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez une ligne pour la lire en entier, avec sa source.</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Source&#xa0;: {source}</translation>
    </message>
    <message>
        <source>Written down but switched off: its source leaves it open. It asks nothing of anybody.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inscrite mais désactivée&#xa0;: sa source laisse la question ouverte. Elle ne demande rien à personne.</translation>
    </message>
    <message>
        <source>Counts here: {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vaut ici&#xa0;: {value}</translation>
    </message>
    <message>
        <source>the edition says {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>l’édition dit {value}</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modi&amp;fier…</translation>
    </message>
    <message>
        <source>Go &amp;back to the edition…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reve&amp;nir à l’édition…</translation>
    </message>
    <message>
        <source>back to the edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>retour à l’édition</translation>
    </message>
</context>
<context>
    <name>EntryList</name>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne</translation>
    </message>
    <message>
        <source>Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays</translation>
    </message>
    <message>
        <source>Signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé</translation>
    </message>
    <message>
        <source>Entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisi</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>valable jusqu’au {day}</translation>
    </message>
    <message>
        <source>was valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>était valable jusqu’au {day}</translation>
    </message>
</context>
<context>
    <name>EntryPage</name>
    <message>
        <source>Enter at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisie pour l’autorité</translation>
    </message>
    <message>
        <source>&amp;All waiting</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Tous en attente</translation>
    </message>
    <message>
        <source>&amp;Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Dossier médical</translation>
    </message>
    <message>
        <source>Free&amp;ze anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fi&amp;ger à nouveau</translation>
    </message>
    <message>
        <source>Lines entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes saisies</translation>
    </message>
    <message>
        <source>Show what is not as&amp;ked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Montrer aussi le non dem&amp;andé</translation>
    </message>
    <message>
        <source>Signed exams whose sheets are not all at the authority. Enter opens one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens signés dont les feuilles ne sont pas toutes chez l’autorité. Entrée en ouvre un.</translation>
    </message>
    <message>
        <source>Enter copies the line and moves on; the line before is ticked then. Space ticks, N: no place for it on the authority’s screen, Ctrl+C copies. The clipboard is emptied after a minute.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée copie la ligne et passe à la suivante&#xa0;; la ligne d’avant est alors cochée. Espace coche, N&#xa0;: pas de place sur l’écran de l’autorité, Ctrl+C copie. Le presse-papiers est vidé après une minute.</translation>
    </message>
    <message>
        <source>Nothing waits to be entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’attend d’être saisi</translation>
    </message>
    <message>
        <source>As soon as an exam is signed, its sheets stand here until they are submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dès qu’un examen est signé, ses feuilles sont ici jusqu’à leur transmission.</translation>
    </message>
    <message>
        <source>Enter {sheet}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisir {sheet}</translation>
    </message>
    <message>
        <source>Not signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non signé</translation>
    </message>
    <message>
        <source>Signed {when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé le {when} par {who}</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille</translation>
    </message>
    <message>
        <source>The sheet is frozen from the signed exam, in the order of the authority’s form or screen; then its lines are copied and ticked one by one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La feuille est figée à partir de l’examen signé, dans l’ordre du formulaire ou de l’écran de l’autorité&#xa0;; ses lignes sont ensuite copiées et cochées une à une.</translation>
    </message>
    <message>
        <source>&amp;Begin entering {sheet}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Co&amp;mmencer la saisie de {sheet}</translation>
    </message>
    <message>
        <source>{done} of {of} lines</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} sur {of} lignes</translation>
    </message>
    <message>
        <source>copied as {text}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>copié comme {text}</translation>
    </message>
    <message>
        <source>recorded: {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>consigné&#xa0;: {who}</translation>
    </message>
    <message>
        <source>entered: {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>saisi&#xa0;: {who}</translation>
    </message>
</context>
<context>
    <name>ExamHead</name>
    <message>
        <source>&amp;Beside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À &amp;côté</translation>
    </message>
    <message>
        <source>Show what helps to judge, in place of the sections</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Montrer ce qui aide à juger, à la place des sections</translation>
    </message>
    <message>
        <source>&amp;Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Dossier médical</translation>
    </message>
    <message>
        <source>Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir le dossier médical</translation>
    </message>
    <message>
        <source>&amp;Finish section  Ctrl ↵</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminer la section  Ctrl ↵</translation>
    </message>
    <message>
        <source>Wrong person?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mauvaise personne&#xa0;?</translation>
    </message>
    <message>
        <source>&amp;Amend…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Rectifier…</translation>
    </message>
    <message>
        <source>No examination needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen nécessaire</translation>
    </message>
    <message>
        <source>Ticket {ticket}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ticket {ticket}</translation>
    </message>
    <message>
        <source>Identity checked {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Identité vérifiée {time}</translation>
    </message>
    <message>
        <source>version {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>version {number}</translation>
    </message>
    <message>
        <source>&amp;Finish section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminer la section</translation>
    </message>
    <message>
        <source>Draft saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Brouillon enregistré {time}</translation>
    </message>
    <message>
        <source>Saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistré {time}</translation>
    </message>
    <message>
        <source>Not saved yet…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore enregistré…</translation>
    </message>
</context>
<context>
    <name>ExamPage</name>
    <message>
        <source>F7 / F8 previous and next section · N normal, A abnormal, X not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>F7 / F8 section précédente et suivante · N normal, A anormal, X non fait</translation>
    </message>
    <message>
        <source>No exam is open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’est ouvert</translation>
    </message>
    <message>
        <source>Find a person with Ctrl+K, open the case file and begin or continue the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cherchez une personne avec Ctrl+K, ouvrez le dossier médical et commencez ou continuez l’examen.</translation>
    </message>
    <message>
        <source>No exam has been begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’a été commencé</translation>
    </message>
    <message>
        <source>It is begun from the case file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il se commence depuis le dossier médical.</translation>
    </message>
    <message>
        <source>Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir le dossier médical</translation>
    </message>
    <message>
        <source>Examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen</translation>
    </message>
    <message>
        <source>What you typed until {time} is back. Finish the section to keep it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que vous aviez saisi jusqu’à {time} est de retour. Terminez la section pour le garder.</translation>
    </message>
    <message>
        <source>{who} types</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} écrit</translation>
    </message>
    <message>
        <source>typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>saisi</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classification</translation>
    </message>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signature</translation>
    </message>
    <message>
        <source>waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attend</translation>
    </message>
    <message>
        <source>Examine first: enter at least one system yourself, then mark the rest.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examinez d’abord&#xa0;: saisissez vous-même au moins un système, puis marquez le reste.</translation>
    </message>
    <message>
        <source>Record</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consigner</translation>
    </message>
    <message>
        <source>What was done?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qu’est-ce qui a été fait&#xa0;?</translation>
    </message>
    <message>
        <source>F7 and F8 change the section, Enter goes to the next question, N, A and X enter systems, digits answer questionnaires, Ctrl+Enter finishes the section.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>F7 et F8 changent de section, Entrée passe à la question suivante, N, A et X saisissent les systèmes, les chiffres répondent aux questionnaires, Ctrl+Entrée termine la section.</translation>
    </message>
</context>
<context>
    <name>Exams</name>
    <message>
        <source>This is not a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas un nombre.</translation>
    </message>
    <message>
        <source>Type to find…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez pour chercher…</translation>
    </message>
    <message>
        <source>Please choose from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez dans la liste.</translation>
    </message>
    <message>
        <source>This is not a date.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas une date.</translation>
    </message>
    <message>
        <source>Take away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enlever</translation>
    </message>
    <message>
        <source>y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ans</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mois</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>j</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance inconnue</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>né(e) le {day}</translation>
    </message>
    <message>
        <source>Allergy: {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Allergie&#xa0;: {what}</translation>
    </message>
    <message>
        <source>Pregnant, {weeks} weeks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enceinte, {weeks} semaines</translation>
    </message>
    <message>
        <source>Pregnant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enceinte</translation>
    </message>
    <message>
        <source>Signed for {name} as recorded then: amend the exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé pour {name}, selon la fiche d’alors&#xa0;: rectifier l’examen</translation>
    </message>
    <message>
        <source>Examined for: {category}. The case was changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examiné pour : {category}. Le dossier a été modifié</translation>
    </message>
    <message>
        <source>Consent refused or withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement refusé ou retiré</translation>
    </message>
    <message>
        <source>Consent not recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement non consigné</translation>
    </message>
    <message>
        <source>Interpreter: {language}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Interprète&#xa0;: {language}</translation>
    </message>
    <message>
        <source>Needs an interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A besoin d’un interprète</translation>
    </message>
    <message>
        <source>official</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>officiel</translation>
    </message>
    <message>
        <source>read in a copy</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>lu dans une copie</translation>
    </message>
    <message>
        <source>to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à confirmer</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>confirmé</translation>
    </message>
    <message>
        <source>Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fait</translation>
    </message>
    <message>
        <source>Begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Commencé</translation>
    </message>
    <message>
        <source>To do</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À faire</translation>
    </message>
    <message>
        <source>Not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non fait</translation>
    </message>
    <message>
        <source>Requested</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demandé</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore connu</translation>
    </message>
    <message>
        <source>Put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reporté</translation>
    </message>
    <message>
        <source>Offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Proposé</translation>
    </message>
    <message>
        <source>Must not be done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ne doit pas être fait</translation>
    </message>
    <message>
        <source>Not required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non exigé</translation>
    </message>
    <message>
        <source>In progress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En cours</translation>
    </message>
    <message>
        <source>Signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé</translation>
    </message>
    <message>
        <source>Amendment open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rectification ouverte</translation>
    </message>
    <message>
        <source>Void</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annulé</translation>
    </message>
    <message>
        <source>Exam begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen commencé</translation>
    </message>
    <message>
        <source>Section taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Section reprise</translation>
    </message>
    <message>
        <source>Section moved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Section déplacée</translation>
    </message>
    <message>
        <source>Exam voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen annulé</translation>
    </message>
    <message>
        <source>Exam moved to another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen déplacé vers une autre personne</translation>
    </message>
    <message>
        <source>Amendment opened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rectification ouverte</translation>
    </message>
    <message>
        <source>The case&apos;s category taken over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Catégorie du dossier reprise</translation>
    </message>
    <message>
        <source>Exam signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen signé</translation>
    </message>
    <message>
        <source>Yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Oui</translation>
    </message>
    <message>
        <source>No</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non</translation>
    </message>
    <message>
        <source>Normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Normal</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Anormal</translation>
    </message>
    <message>
        <source>{what}: {own} here, changed by the clinic; the edition says {given}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what}&#xa0;: {own} ici, modifié par le centre&#xa0;; l’édition dit {given}</translation>
    </message>
    <message>
        <source>from {low}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à partir de {low}</translation>
    </message>
    <message>
        <source>up to {high}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>jusqu’à {high}</translation>
    </message>
    <message>
        <source>No score: the birth date is not exact.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas de score&#xa0;: la date de naissance n’est pas exacte.</translation>
    </message>
    <message>
        <source>No score: the WHO has tables of girls and boys.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas de score&#xa0;: l’OMS a des tables pour filles et garçons.</translation>
    </message>
    <message>
        <source>No score: beyond the WHO tables.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas de score&#xa0;: hors des tables de l’OMS.</translation>
    </message>
    <message>
        <source>Something beside the answers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autre chose que les réponses</translation>
    </message>
    <message>
        <source>{question}: {before} → {now}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{question}&#xa0;: {before} → {now}</translation>
    </message>
    <message>
        <source>{what} (in the person&apos;s record)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what} (dans la fiche de la personne)</translation>
    </message>
    <message>
        <source>Go there</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Y aller</translation>
    </message>
    <message>
        <source>Go to {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aller à {what}</translation>
    </message>
    <message>
        <source>Citizenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nationalité</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de naissance</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Date de naissance</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sexe</translation>
    </message>
</context>
<context>
    <name>FactList</name>
    <message>
        <source>Narrow the facts</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer les faits</translation>
    </message>
</context>
<context>
    <name>FamilyList</name>
    <message>
        <source>Family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Famille</translation>
    </message>
</context>
<context>
    <name>FigureRow</name>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vol</translation>
    </message>
    <message>
        <source>Screened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôlés</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificats</translation>
    </message>
    <message>
        <source>Must be settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À régler</translation>
    </message>
    <message>
        <source>{count} not screened yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} pas encore contrôlés</translation>
    </message>
    <message>
        <source>everybody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>tout le monde</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} sur {all}</translation>
    </message>
    <message>
        <source>{count} issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} délivrés</translation>
    </message>
    <message>
        <source>{count} to be issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} à délivrer</translation>
    </message>
    <message>
        <source>none waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rien n’attend</translation>
    </message>
    <message>
        <source>Settle by {day}, {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À régler avant le {day}, {time}</translation>
    </message>
    <message>
        <source>{count} to recheck</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} à revoir</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} en attente</translation>
    </message>
    <message>
        <source>{count} held</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} bloqués</translation>
    </message>
    <message>
        <source>All settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout est réglé</translation>
    </message>
    <message>
        <source>nobody is left</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>il ne reste personne</translation>
    </message>
    <message>
        <source>{count} without a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} sans certificat</translation>
    </message>
    <message>
        <source>{count} not settled yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} pas encore réglés</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message>
        <source>Appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous</translation>
    </message>
    <message>
        <source>Request</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demande</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille</translation>
    </message>
    <message>
        <source>Check this certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vérifier ce certificat</translation>
    </message>
    <message>
        <source>Signature and status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signature et état</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance inconnue</translation>
    </message>
</context>
<context>
    <name>FindBox</name>
    <message>
        <source>Find or scan: person, case, certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chercher&#xa0;: personne, dossier, certificat</translation>
    </message>
    <message>
        <source>Find or scan</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chercher ou scanner</translation>
    </message>
    <message>
        <source>Nobody and nothing is found for “{text}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’est trouvé pour «&#xa0;{text}&#xa0;».</translation>
    </message>
</context>
<context>
    <name>FirstCard</name>
    <message>
        <source>First</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>D’abord</translation>
    </message>
    <message>
        <source>A number opens its line.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un chiffre ouvre sa ligne.</translation>
    </message>
</context>
<context>
    <name>FlightDialog</name>
    <message>
        <source>Change flight {flight}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier le vol {flight}</translation>
    </message>
    <message>
        <source>Plan a departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Planifier un départ</translation>
    </message>
    <message>
        <source>&amp;Change flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier le &amp;vol</translation>
    </message>
    <message>
        <source>&amp;Plan departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Planifier le départ</translation>
    </message>
    <message>
        <source>Destination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Destination</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir</translation>
    </message>
    <message>
        <source>&amp;Flight number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Numéro de vol</translation>
    </message>
    <message>
        <source>&amp;Destination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Destination</translation>
    </message>
    <message>
        <source>D&amp;ay of departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jour du départ</translation>
    </message>
    <message>
        <source>&amp;Time, on the clinic&apos;s clock</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Heure, à l’horloge du centre</translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Itinéraire</translation>
    </message>
    <message>
        <source>R&amp;eason for the change</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif de la modification</translation>
    </message>
    <message>
        <source>Fitness decisions and certificates for the old flight no longer cover the journey; a physician decides again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les décisions d’aptitude et les certificats de l’ancien vol ne couvrent plus le voyage&#xa0;; un médecin décide à nouveau.</translation>
    </message>
    <message>
        <source>Type the day, for example 26 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez le jour, par exemple 26 nov. 2026.</translation>
    </message>
    <message>
        <source>Type the time, for example 18:30.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez l’heure, par exemple 18:30.</translation>
    </message>
</context>
<context>
    <name>Floor</name>
    <message>
        <source>Hand over to {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Passer à {station}</translation>
    </message>
    <message>
        <source>Check identity again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vérifier à nouveau l’identité</translation>
    </message>
    <message>
        <source>Finish visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Terminer la visite</translation>
    </message>
    <message>
        <source>Call</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appeler</translation>
    </message>
    <message>
        <source>Call again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rappeler</translation>
    </message>
    <message>
        <source>Take call back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reprendre l’appel</translation>
    </message>
    <message>
        <source>Back in the queue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remettre dans la file</translation>
    </message>
    <message>
        <source>Pass over for now…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Passer son tour…</translation>
    </message>
    <message>
        <source>Take last step back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reprendre la dernière étape</translation>
    </message>
    <message>
        <source>Open examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir l’examen</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier médical</translation>
    </message>
    <message>
        <source>Show one by one</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Montrer un par un</translation>
    </message>
    <message>
        <source>Show the family together</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Montrer la famille ensemble</translation>
    </message>
    <message>
        <source>Left before the end…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Parti avant la fin…</translation>
    </message>
    <message>
        <source>Wrong person arrived…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mauvaise personne inscrite…</translation>
    </message>
    <message>
        <source>{name} family · {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} et famille · {count}</translation>
    </message>
    <message>
        <source>called {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>appelé {time}</translation>
    </message>
    <message>
        <source>to {room}, {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{room}, {time}</translation>
    </message>
    <message>
        <source>from {time}: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès {time}&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>Still booked today: {appointments}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Encore prévu aujourd’hui : {appointments}.</translation>
    </message>
    <message>
        <source>{number} y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} ans</translation>
    </message>
    <message>
        <source>{number} mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} mois</translation>
    </message>
    <message>
        <source>{number} d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} j</translation>
    </message>
    <message>
        <source>within the usual time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dans le délai habituel</translation>
    </message>
    <message>
        <source>longer than usual</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>plus long que d’habitude</translation>
    </message>
    <message>
        <source>too long</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>trop long</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance inconnue</translation>
    </message>
    <message>
        <source>Pass over for now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Passer son tour</translation>
    </message>
    <message>
        <source>&amp;Pass over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Passer son tour</translation>
    </message>
    <message>
        <source>Did not come when called</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>N’est pas venu à l’appel</translation>
    </message>
    <message>
        <source>Not ready yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore prêt</translation>
    </message>
    <message>
        <source>Feeds or comforts a child</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nourrit ou console un enfant</translation>
    </message>
    <message>
        <source>Waits for the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend la famille</translation>
    </message>
    <message>
        <source> min</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation> min</translation>
    </message>
    <message>
        <source>&amp;Others go first for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les &amp;autres passent avant pendant</translation>
    </message>
    <message>
        <source>{ticket} please to {station}: called at {time}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket}&#xa0;: {station}, appelé à {time}.</translation>
    </message>
    <message>
        <source>Call to {room}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appeler&#xa0;: {room}</translation>
    </message>
    <message>
        <source>You have nothing to take back here. U takes back the last step of the ticket.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous n’avez rien à reprendre ici. U reprend la dernière étape du ticket.</translation>
    </message>
    <message>
        <source>{who} is passed over and comes back to the same place.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} passe son tour et reviendra à la même place.</translation>
    </message>
    <message>
        <source>All stations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tous les postes</translation>
    </message>
    <message>
        <source>My station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mon poste</translation>
    </message>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Restés ouverts</translation>
    </message>
    <message>
        <source>View</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vue</translation>
    </message>
    <message>
        <source>&amp;Waiting-room screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Écran de la &amp;salle d’attente</translation>
    </message>
    <message>
        <source>Numbers and stations only, for a second screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéros et postes seulement, pour un second écran</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pl&amp;us</translation>
    </message>
    <message>
        <source>{station} · in the queue: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{station} · dans la file&#xa0;: {count}</translation>
    </message>
    <message>
        <source>Nobody waits here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’attend ici.</translation>
    </message>
    <message>
        <source>{name} has called this ticket. C calls it to you.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} a appelé ce ticket. C l’appelle chez vous.</translation>
    </message>
    <message>
        <source>The protocol still asks something of this station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le protocole demande encore quelque chose à ce poste.</translation>
    </message>
    <message>
        <source>{time} at this station, {mark}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{time} à ce poste, {mark}</translation>
    </message>
    <message>
        <source>identity not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>identité non confirmée</translation>
    </message>
    <message>
        <source>Enter or Space. The number then stands on the waiting-room screen.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée ou Espace. Le numéro figure alors sur l’écran de la salle d’attente.</translation>
    </message>
    <message>
        <source>Enter or Space; with Ctrl the next one is called at once.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée ou Espace&#xa0;; avec Ctrl, le suivant est appelé aussitôt.</translation>
    </message>
    <message>
        <source>Enter or Space.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée ou Espace.</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attente</translation>
    </message>
    <message>
        <source>Then</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ensuite</translation>
    </message>
    <message>
        <source>called by {name}, {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>appelé par {name}, {time}</translation>
    </message>
</context>
<context>
    <name>FloorBoard</name>
    <message>
        <source>Clinic floor</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Parcours du jour</translation>
    </message>
    <message>
        <source>identity not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>identité non confirmée</translation>
    </message>
    <message>
        <source>next: {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ensuite&#xa0;: {station}</translation>
    </message>
</context>
<context>
    <name>FloorPage</name>
    <message>
        <source>Clinic floor</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Parcours du jour</translation>
    </message>
    <message>
        <source>&amp;Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Arrivée</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivés</translation>
    </message>
    <message>
        <source>In the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au centre</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Plus longue attente</translation>
    </message>
    <message>
        <source>Median visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Visite médiane</translation>
    </message>
    <message>
        <source>Finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Terminés</translation>
    </message>
    <message>
        <source>Arrows walk over the tickets, C calls, H hands over to the next station, Ctrl and an arrow to the one beside, S passes over for now, P parts a family, Enter shows everything that can be done, Ctrl+Z takes your last act back, U the last step of the ticket, Ctrl+I lets somebody in.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les flèches parcourent les tickets, C appelle, H passe au poste suivant, Ctrl et une flèche au poste voisin, S fait passer le tour, P sépare une famille, Entrée montre tout ce qui est possible, Ctrl+Z reprend votre dernier acte, U la dernière étape du ticket, Ctrl+I fait entrer quelqu’un.</translation>
    </message>
    <message>
        <source>Nobody has arrived yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’est encore arrivé</translation>
    </message>
    <message>
        <source>People booked for today: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes attendues aujourd’hui&#xa0;: {count}</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée</translation>
    </message>
    <message>
        <source>{arrived} of {expected}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{arrived} sur {expected}</translation>
    </message>
    <message>
        <source>Longest: {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le plus long&#xa0;: {station}</translation>
    </message>
    <message>
        <source>Choose a ticket.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un ticket.</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pl&amp;us</translation>
    </message>
    <message>
        <source>To {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vers {station}</translation>
    </message>
    <message>
        <source>One person alone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une personne seule</translation>
    </message>
    <message>
        <source>Call</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appeler</translation>
    </message>
    <message>
        <source>Open examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir l’examen</translation>
    </message>
    <message>
        <source>Somebody else has changed {ticket} meanwhile; it was not handed over. Look where it is now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a modifié {ticket} entre-temps&#xa0;; le passage n’est pas fait. Regardez où il est maintenant.</translation>
    </message>
    <message>
        <source>{ticket} {who} is now at {station}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} {who}&#xa0;: maintenant {station}.</translation>
    </message>
    <message>
        <source>{ticket} {who} has finished.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} {who} a terminé.</translation>
    </message>
    <message>
        <source>Confirm identity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Confirmer l’identité</translation>
    </message>
    <message>
        <source>&amp;Confirm identity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Confirmer l’identité</translation>
    </message>
    <message>
        <source>The identity of {who} is confirmed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identité de {who} est confirmée.</translation>
    </message>
    <message>
        <source>Left before the end</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Parti avant la fin</translation>
    </message>
    <message>
        <source>&amp;End the visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminer la visite</translation>
    </message>
    <message>
        <source>{who} has left.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} est parti.</translation>
    </message>
    <message>
        <source>Wrong person arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mauvaise personne inscrite</translation>
    </message>
    <message>
        <source>&amp;Take the arrival back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Reprendre l’arrivée</translation>
    </message>
    <message>
        <source>The arrival of {who} is taken back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’arrivée de {who} est reprise.</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>Cancel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abandonner</translation>
    </message>
</context>
<context>
    <name>FrozenView</name>
    <message>
        <source>Content of the exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contenu de l’examen</translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéros</translation>
    </message>
    <message>
        <source>Exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocole</translation>
    </message>
    <message>
        <source>Number of the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro du centre</translation>
    </message>
    <message>
        <source>Amendment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rectification</translation>
    </message>
    <message>
        <source>high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>élevé</translation>
    </message>
    <message>
        <source>low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bas</translation>
    </message>
    <message>
        <source>severely high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>très élevé</translation>
    </message>
    <message>
        <source>severely low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>très bas</translation>
    </message>
    <message>
        <source>unusual, confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inhabituel, confirmé</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>incomplet</translation>
    </message>
    <message>
        <source>done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>terminé</translation>
    </message>
    <message>
        <source>not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non fait</translation>
    </message>
    <message>
        <source>What the protocol asks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que demande le protocole</translation>
    </message>
    <message>
        <source>No class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune classe</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Proposé</translation>
    </message>
    <message>
        <source>Decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décidé</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyage</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valable jusqu’au</translation>
    </message>
    <message>
        <source>Hold</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Blocage</translation>
    </message>
    <message>
        <source>Physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Médecin</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classification</translation>
    </message>
    <message>
        <source>{item}: grade {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: cote {grade}</translation>
    </message>
    <message>
        <source>Cleared for travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autorisé à voyager</translation>
    </message>
    <message>
        <source>Not cleared for travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non autorisé à voyager</translation>
    </message>
    <message>
        <source>Cannot be said yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore déterminé</translation>
    </message>
</context>
<context>
    <name>GradesEditor</name>
    <message>
        <source>&amp;Why worse than proposed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Pourquoi plus bas que proposé</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
</context>
<context>
    <name>HolidaysDialog</name>
    <message>
        <source>Holidays of Rwanda</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jours fériés du Rwanda</translation>
    </message>
    <message>
        <source>&amp;Close the ticked days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fermer les jours cochés</translation>
    </message>
    <message>
        <source>Proposals of {date}, to be confirmed by you: untick what is not a holiday this year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Propositions de {date}, à confirmer par vous&#xa0;: décochez ce qui n’est pas férié cette année.</translation>
    </message>
    <message>
        <source>&amp;Year</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Année</translation>
    </message>
    <message>
        <source>Holidays of the year</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jours fériés de l’année</translation>
    </message>
    <message>
        <source>Source: {document}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Source&#xa0;: {document}</translation>
    </message>
    <message>
        <source>{name} (day in lieu)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} (jour de remplacement)</translation>
    </message>
    <message>
        <source>{name}: enter the day that was announced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name}&#xa0;: saisissez le jour annoncé</translation>
    </message>
</context>
<context>
    <name>HoursEditor</name>
    <message>
        <source>Open on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvert le</translation>
    </message>
    <message>
        <source>From</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>De</translation>
    </message>
    <message>
        <source>Pause</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pause</translation>
    </message>
    <message>
        <source>to</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à</translation>
    </message>
    <message>
        <source>Until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jusqu’à</translation>
    </message>
    <message>
        <source>{day}: give times such as 8:00 and 17:00.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{day}&#xa0;: donnez des heures telles que 8:00 et 17:00.</translation>
    </message>
</context>
<context>
    <name>HoursPanel</name>
    <message>
        <source>Opening hours</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Heures d’ouverture</translation>
    </message>
    <message>
        <source>What is booked already stays booked, even outside new hours.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui est déjà réservé le reste, même hors des nouvelles heures.</translation>
    </message>
    <message>
        <source>no limit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>sans limite</translation>
    </message>
    <message>
        <source>Set</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fixer</translation>
    </message>
    <message>
        <source>People who may begin in one half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes par demi-heure</translation>
    </message>
    <message>
        <source>Closed days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jours de fermeture</translation>
    </message>
    <message>
        <source>for example: public holiday</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>par exemple&#xa0;: jour férié</translation>
    </message>
    <message>
        <source>The whole clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout le centre</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jour</translation>
    </message>
    <message>
        <source>&amp;What is closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ce qui est fermé</translation>
    </message>
    <message>
        <source>&amp;Time (empty: the whole day)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Heure (vide : toute la journée)</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Close this day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>Open again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rouvrir</translation>
    </message>
    <message>
        <source>Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour</translation>
    </message>
    <message>
        <source>What</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quoi</translation>
    </message>
    <message>
        <source>Give times such as 13:00 and 17:00.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indiquez des heures telles que 13:00 et 17:00.</translation>
    </message>
    <message>
        <source>No closed day is planned.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun jour de fermeture n’est prévu.</translation>
    </message>
    <message>
        <source>Holidays…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fériés…</translation>
    </message>
    <message>
        <source>Closed from</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermé dès</translation>
    </message>
    <message>
        <source>Closed until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermé jusqu’à</translation>
    </message>
    <message>
        <source>Close for this time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer pour cette durée</translation>
    </message>
    <message>
        <source>Please give a day, such as 25 Dec.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indiquez un jour, par exemple 25 déc.</translation>
    </message>
    <message>
        <source>Please say why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi.</translation>
    </message>
    <message>
        <source>closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>fermé</translation>
    </message>
    <message>
        <source>pause {begins}–{ends}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pause {begins}–{ends}</translation>
    </message>
</context>
<context>
    <name>HoursStep</name>
    <message>
        <source>Opening hours</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Heures d’ouverture</translation>
    </message>
    <message>
        <source>The appointment book offers no time outside them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’agenda ne propose aucun horaire en dehors.</translation>
    </message>
</context>
<context>
    <name>IdentityCard</name>
    <message>
        <source>Photo on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Photo au dossier</translation>
    </message>
    <message>
        <source>&amp;Came without an appointment, for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Venu sans rendez-vous, pour</translation>
    </message>
    <message>
        <source>Born</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Né(e) le</translation>
    </message>
    <message>
        <source>File</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>N° médical</translation>
    </message>
    <message>
        <source>Citizenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nationalité</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Phone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous</translation>
    </message>
    <message>
        <source>No photo on file. Compare with the identity paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas de photo au dossier. Comparez avec la pièce d’identité.</translation>
    </message>
    <message>
        <source>Already in the clinic with ticket {ticket}. This appointment joins the visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déjà au centre avec le ticket {ticket}. Ce rendez-vous s’ajoute à la visite.</translation>
    </message>
    <message>
        <source>Already in the clinic with ticket {ticket}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déjà au centre avec le ticket {ticket}.</translation>
    </message>
    <message>
        <source>The appointment of today is over; this is a new visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le rendez-vous d’aujourd’hui est passé&#xa0;; ceci est une nouvelle visite.</translation>
    </message>
    <message>
        <source>This slip is for {day}. Let in now, this is a new visit; that appointment stays booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiche d’un autre jour&#xa0;: {day}. Entrer maintenant fait une nouvelle visite&#xa0;; ce rendez-vous-là reste pris.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import {file}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Importer {file}</translation>
    </message>
    <message>
        <source>Import</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Importer</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
    <message numerus="yes">
        <source>%n mistake(s): nothing was imported.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n erreur&#xa0;: rien n’a été importé.</numerusform>
            <numerusform>%n erreurs&#xa0;: rien n’a été importé.</numerusform>
        </translation>
    </message>
    <message>
        <source>Line</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ligne</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui est faux</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès le {day}</translation>
    </message>
    <message>
        <source>The country has no protocol yet: this becomes its first edition.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le pays n’a pas encore de protocole&#xa0;: ceci devient sa première édition.</translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) from the edition in force</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n différence avec l’édition en vigueur</numerusform>
            <numerusform>%n différences avec l’édition en vigueur</numerusform>
        </translation>
    </message>
    <message>
        <source>Part</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Partie</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code</translation>
    </message>
    <message>
        <source>Change</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changement</translation>
    </message>
    <message>
        <source>Now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Maintenant</translation>
    </message>
    <message>
        <source>In the file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dans le fichier</translation>
    </message>
    <message>
        <source>Differences</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Différences</translation>
    </message>
    <message>
        <source>It says the same as the edition in force.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il dit la même chose que l’édition en vigueur.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>can be booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>réservable</translation>
    </message>
    <message>
        <source>booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>réservé</translation>
    </message>
    <message>
        <source>is booked already</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>déjà réservé</translation>
    </message>
    <message>
        <source>not booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non réservé</translation>
    </message>
    <message>
        <source>Import a booking list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Importer une liste de rendez-vous</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Réserver</translation>
    </message>
    <message>
        <source>A CSV file whose first line names its columns: date, time, service, and the file number or the family name with the date of birth; room, clinician, minutes and note where you like. The lines of one case at one time become one appointment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un fichier CSV dont la première ligne nomme les colonnes&#xa0;: date, heure, service, et le numéro de dossier ou le nom de famille avec la date de naissance&#xa0;; salle, soignant, minutes et remarque si vous voulez. Les lignes d’un même dossier à la même heure deviennent un seul rendez-vous.</translation>
    </message>
    <message>
        <source>Choose a &amp;file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir un &amp;fichier…</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quand</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Result</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Résultat</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Lines of the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes de la liste</translation>
    </message>
    <message>
        <source>No file is chosen yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun fichier n’est encore choisi.</translation>
    </message>
    <message>
        <source>&amp;Save the lines that are not booked…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Enregistrer les lignes non réservées…</translation>
    </message>
    <message>
        <source>Looking at every line…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chaque ligne est regardée…</translation>
    </message>
    <message>
        <source>{booked} can be booked, {there} are booked already, {rest} cannot be booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{booked} réservables, {there} déjà réservées, {rest} non réservables.</translation>
    </message>
    <message>
        <source>{booked} were booked, {there} were booked already, {rest} were not booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{booked} réservées, {there} l’étaient déjà, {rest} non réservées.</translation>
    </message>
    <message>
        <source>Not used: {columns}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non utilisé&#xa0;: {columns}.</translation>
    </message>
    <message>
        <source>&amp;Book {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Réserver {count}</translation>
    </message>
    <message>
        <source>Lists (*.csv *.txt *.tsv)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Listes (*.csv *.txt *.tsv)</translation>
    </message>
    <message>
        <source>Booking list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste de rendez-vous</translation>
    </message>
    <message>
        <source>Lists (*.csv)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Listes (*.csv)</translation>
    </message>
    <message>
        <source>Lines that are not booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes non réservées</translation>
    </message>
</context>
<context>
    <name>InstrumentBox</name>
    <message numerus="yes">
        <source>%n question(s) open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n question ouverte</numerusform>
            <numerusform>%n questions ouvertes</numerusform>
        </translation>
    </message>
    <message>
        <source>{flag}: {action} ({who}, {time})</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{flag}&#xa0;: {action} ({who}, {time})</translation>
    </message>
    <message>
        <source>Say what was done…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites ce qui a été fait…</translation>
    </message>
    <message>
        <source>Waits for the physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend le médecin</translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Join a clinic server</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rejoindre le serveur d’un centre</translation>
    </message>
    <message>
        <source>An administrator at another workstation made an enrolment file and a code for you. Your login and password are the same as there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un administrateur a fait pour vous, à un autre poste, un fichier d’inscription et un code. Votre identifiant et votre mot de passe sont les mêmes que là-bas.</translation>
    </message>
    <message>
        <source>Join and sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rejoindre et se connecter</translation>
    </message>
    <message>
        <source>Enrolment &amp;file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fichier d’inscription</translation>
    </message>
    <message>
        <source>Choose the file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir le fichier…</translation>
    </message>
    <message>
        <source>&amp;Code from the paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Code du papier</translation>
    </message>
    <message>
        <source>hyphens may be left out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>les traits d’union peuvent être omis</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Identifiant</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Mot de passe</translation>
    </message>
    <message>
        <source>Back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Enrolment file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fichier d’inscription</translation>
    </message>
</context>
<context>
    <name>LanguagesField</name>
    <message>
        <source>Type a language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez une langue</translation>
    </message>
    <message>
        <source>Take this language away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enlever cette langue</translation>
    </message>
</context>
<context>
    <name>LibraryView</name>
    <message>
        <source>Editions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Éditions</translation>
    </message>
    <message>
        <source>This program brings no protocol.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce programme n’apporte aucun protocole.</translation>
    </message>
</context>
<context>
    <name>LineList</name>
    <message>
        <source>Remove</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Supprimer</translation>
    </message>
</context>
<context>
    <name>LineQuestion</name>
    <message>
        <source>Details</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Précisions</translation>
    </message>
    <message>
        <source>Details: {question}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Précisions&#xa0;: {question}</translation>
    </message>
    <message>
        <source>Not possible; possible are {reach}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impossible&#xa0;; possible&#xa0;: {reach}.</translation>
    </message>
    <message>
        <source>High</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Élevé</translation>
    </message>
    <message>
        <source>Low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bas</translation>
    </message>
    <message>
        <source>Required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Obligatoire</translation>
    </message>
</context>
<context>
    <name>ListDialog</name>
    <message>
        <source>Lists of the day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Listes du jour</translation>
    </message>
    <message>
        <source>Day list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste du jour</translation>
    </message>
    <message>
        <source>Call list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste d’appels</translation>
    </message>
    <message>
        <source>Slips of this day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiches de ce jour</translation>
    </message>
    <message>
        <source>Which list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelle liste</translation>
    </message>
    <message>
        <source>Language of the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langue de la liste</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Liste</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jour</translation>
    </message>
    <message>
        <source>L&amp;anguage of the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L&amp;angue de la liste</translation>
    </message>
    <message>
        <source>Each slip is in the family&apos;s own language where it is one of the three, else in this one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chaque fiche est dans la langue de la famille si c’est l’une des trois, sinon dans la langue choisie ici.</translation>
    </message>
    <message>
        <source>The list as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La liste telle qu’elle est imprimée</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>Locked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verrouillé</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déverrouiller</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Mot de passe</translation>
    </message>
    <message>
        <source>Sign in as somebody else</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Se connecter sous un autre nom</translation>
    </message>
</context>
<context>
    <name>MeasureCell</name>
    <message>
        <source>It is right</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est juste</translation>
    </message>
    <message>
        <source>Not possible; possible are {reach}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impossible&#xa0;; possible&#xa0;: {reach}.</translation>
    </message>
    <message>
        <source>Is this right? Expected {reach}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Est-ce juste&#xa0;? Attendu {reach}.</translation>
    </message>
    <message>
        <source>High · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Élevé · normal {reach}</translation>
    </message>
    <message>
        <source>Low · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bas · normal {reach}</translation>
    </message>
    <message>
        <source>Severely high · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Très élevé · normal {reach}</translation>
    </message>
    <message>
        <source>Severely low · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Très bas · normal {reach}</translation>
    </message>
    <message>
        <source>Required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Obligatoire</translation>
    </message>
</context>
<context>
    <name>MemberLine</name>
    <message>
        <source>Principal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Principal</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir</translation>
    </message>
    <message>
        <source>Relationship of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lien de {name}</translation>
    </message>
    <message>
        <source>{name} is the principal applicant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} est le requérant principal</translation>
    </message>
    <message>
        <source>Travels with the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyage avec la famille</translation>
    </message>
    <message>
        <source>Take {name} out of the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer {name} du dossier</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>The program made a mistake. Nothing half-done was saved; please try again. If it happens again, report number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le programme a commis une erreur. Rien n’a été enregistré à moitié&#xa0;; veuillez réessayer. Si cela se répète, signalez le numéro {number}.</translation>
    </message>
    <message>
        <source>This is not possible ({code}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas possible ({code}).</translation>
    </message>
    <message>
        <source>{typed} lies in the future. Check the year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} est dans le futur. Vérifiez l’année.</translation>
    </message>
    <message>
        <source>{typed} is not in the calendar. Check day and month.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} n’existe pas au calendrier. Vérifiez le jour et le mois.</translation>
    </message>
    <message>
        <source>Give a birth date. A year, a span like 1988-1992 or an age like 34 years will do.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez une date de naissance. Une année, un intervalle comme 1988-1992 ou un âge comme 34 ans suffit.</translation>
    </message>
    <message>
        <source>{typed} is more than 130 years ago. Check the year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} remonte à plus de 130 ans. Vérifiez l’année.</translation>
    </message>
    <message>
        <source>“{typed}” is not understood as a date. Write 14 Mar 1990, Mar 1990, 1990 or 34 years.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est pas compris comme date. Écrivez 14 mars 1990, mars 1990, 1990 ou 34 ans.</translation>
    </message>
    <message>
        <source>Choose a camp from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un camp dans la liste.</translation>
    </message>
    <message>
        <source>Choose the category of the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez la catégorie du dossier.</translation>
    </message>
    <message>
        <source>Choose the country of the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez le pays du dossier.</translation>
    </message>
    <message>
        <source>A case needs at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un dossier demande au moins une personne.</translation>
    </message>
    <message>
        <source>The principal applicant cannot be taken out. Make somebody else the principal applicant first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le requérant principal ne peut pas être retiré. Désignez d’abord quelqu’un d’autre comme requérant principal.</translation>
    </message>
    <message>
        <source>“{typed}” cannot be a case number. It needs letters or digits, at most 40.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» ne peut pas être un numéro de dossier. Il faut des lettres ou des chiffres, 40 au plus.</translation>
    </message>
    <message>
        <source>The case number {number} is already on file. Open that case, or check the number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le numéro de dossier {number} est déjà enregistré. Ouvrez ce dossier, ou vérifiez le numéro.</translation>
    </message>
    <message>
        <source>This case has a principal applicant already. Choose another relationship.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce dossier a déjà un requérant principal. Choisissez un autre lien.</translation>
    </message>
    <message>
        <source>Exactly one person must be the principal applicant.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une seule personne exactement doit être le requérant principal.</translation>
    </message>
    <message>
        <source>The same person stands in the case twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La même personne figure deux fois dans le dossier.</translation>
    </message>
    <message>
        <source>Say whether consent was given, refused or withdrawn.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites si le consentement a été donné, refusé ou retiré.</translation>
    </message>
    <message>
        <source>For a minor, or where the age is not sure, a guardian signs. Give the guardian’s name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pour un mineur, ou si l’âge n’est pas sûr, un tuteur signe. Donnez le nom du tuteur.</translation>
    </message>
    <message>
        <source>Say how the guardian is related to the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites quel est le lien du tuteur avec la personne.</translation>
    </message>
    <message>
        <source>Choose the language in which consent was explained.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez la langue dans laquelle le consentement a été expliqué.</translation>
    </message>
    <message>
        <source>Choose a country from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un pays dans la liste.</translation>
    </message>
    <message>
        <source>Type the number, or take the line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez le numéro, ou enlevez la ligne.</translation>
    </message>
    <message>
        <source>Choose what kind of number this is.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez de quel type de numéro il s’agit.</translation>
    </message>
    <message>
        <source>{typed} stands here twice. Take one line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} figure ici deux fois. Enlevez une ligne.</translation>
    </message>
    <message>
        <source>Say for which language an interpreter is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pour quelle langue un interprète est nécessaire.</translation>
    </message>
    <message>
        <source>Choose a language from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez une langue dans la liste.</translation>
    </message>
    <message>
        <source>The document does not give the whole date.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le document ne donne pas la date entière.</translation>
    </message>
    <message>
        <source>The document gives no birth date. Ask the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le document ne donne pas de date de naissance. Demandez à la personne.</translation>
    </message>
    <message>
        <source>Line {line}, place {place}: {characters} cannot stand in a machine-readable zone. Scan again or correct it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ligne {line}, position {place}&#xa0;: {characters} ne peut pas figurer dans une zone de lecture automatique. Scannez à nouveau ou corrigez.</translation>
    </message>
    <message>
        <source>The check digit does not fit: {digit} stands there, {expected} is expected. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le chiffre de contrôle ne correspond pas&#xa0;: {digit} y figure, {expected} est attendu. Comparez avec le document.</translation>
    </message>
    <message>
        <source>The check digit does not fit. {read} was read, perhaps it is {guess}. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le chiffre de contrôle ne correspond pas. {read} a été lu, peut-être est-ce {guess}. Comparez avec le document.</translation>
    </message>
    <message>
        <source>The overall check digit does not fit: {digit} stands there, {expected} is expected. Scan again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le chiffre de contrôle général ne correspond pas&#xa0;: {digit} y figure, {expected} est attendu. Scannez à nouveau.</translation>
    </message>
    <message>
        <source>{taken} was understood; a look-alike letter or digit was read. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{taken} a été compris&#xa0;; une lettre ou un chiffre ressemblant a été lu. Comparez avec le document.</translation>
    </message>
    <message>
        <source>{read} is not a day of the calendar. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{read} n’est pas un jour du calendrier. Comparez avec le document.</translation>
    </message>
    <message>
        <source>Nothing was read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’a été lu.</translation>
    </message>
    <message>
        <source>The document expired on {expired}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le document a expiré le {expired}.</translation>
    </message>
    <message>
        <source>Line {line} has {length} characters instead of {expected}. Scan again or complete it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La ligne {line} a {length} caractères au lieu de {expected}. Scannez à nouveau ou complétez-la.</translation>
    </message>
    <message>
        <source>There are {count} lines; a document has two or three.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il y a {count} lignes&#xa0;; un document en a deux ou trois.</translation>
    </message>
    <message>
        <source>No name could be read. Scan again or type it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun nom n’a pu être lu. Scannez à nouveau ou tapez-le.</translation>
    </message>
    <message>
        <source>Only one line of {length} characters was read; the next line is still missing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une seule ligne de {length} caractères a été lue&#xa0;; la suivante manque encore.</translation>
    </message>
    <message>
        <source>The end of the name line was cut off and completed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La fin de la ligne du nom était coupée et a été complétée.</translation>
    </message>
    <message>
        <source>{read} stands where M, F or &lt; is expected.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{read} se trouve là où M, F ou &lt; est attendu.</translation>
    </message>
    <message>
        <source>Give at least one name. People with a single name have it as family name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez au moins un nom. Qui n’a qu’un seul nom l’a comme nom de famille.</translation>
    </message>
    <message>
        <source>“{typed}” has no letters. Check the name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’a pas de lettres. Vérifiez le nom.</translation>
    </message>
    <message>
        <source>Type the further name, or take the line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez l’autre nom, ou enlevez la ligne.</translation>
    </message>
    <message>
        <source>Number {number} stands on the file of {name}, {file_number}. Open that file, or say why both have it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le numéro {number} figure dans le dossier médical de {name}, {file_number}. Ouvrez ce dossier, ou dites pourquoi les deux l’ont.</translation>
    </message>
    <message>
        <source>“{typed}” cannot be a telephone number: 6 to 15 digits, like +250 788 000 000.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» ne peut pas être un numéro de téléphone&#xa0;: 6 à 15 chiffres, comme +250 788 000 000.</translation>
    </message>
    <message>
        <source>This picture file is damaged and cannot be read. Choose another file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce fichier d’image est endommagé et ne peut pas être lu. Choisissez un autre fichier.</translation>
    </message>
    <message>
        <source>The file is empty. Choose another file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier est vide. Choisissez un autre fichier.</translation>
    </message>
    <message>
        <source>This file is not a picture. Choose a JPEG or PNG file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce fichier n’est pas une image. Choisissez un fichier JPEG ou PNG.</translation>
    </message>
    <message>
        <source>The file has {megabytes} MB; at most {most} MB are taken. Save the photo smaller and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier a {megabytes} Mo&#xa0;; au plus {most} Mo sont acceptés. Enregistrez la photo plus petite et réessayez.</translation>
    </message>
    <message>
        <source>The picture is far too large. Save the photo smaller and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’image est beaucoup trop grande. Enregistrez la photo plus petite et réessayez.</translation>
    </message>
    <message>
        <source>The picture has only {width} × {height} points; a face needs at least {least} on each side.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’image n’a que {width} × {height} points&#xa0;; un visage en demande au moins {least} de chaque côté.</translation>
    </message>
    <message>
        <source>The file cannot be read: {why}. Choose another file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier ne peut pas être lu&#xa0;: {why}. Choisissez un autre fichier.</translation>
    </message>
    <message>
        <source>Say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>Choose the relationship from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez le lien dans la liste.</translation>
    </message>
    <message>
        <source>Choose the sex: female, male or unspecified.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez le sexe&#xa0;: féminin, masculin ou non précisé.</translation>
    </message>
    <message>
        <source>This is too long; at most {most} characters are kept.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est trop long&#xa0;; au plus {most} caractères sont gardés.</translation>
    </message>
    <message>
        <source>Choose the status from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez le statut dans la liste.</translation>
    </message>
    <message>
        <source>Say what the condition is, or take the line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites quelle est la condition, ou enlevez la ligne.</translation>
    </message>
    <message>
        <source>Add at least one condition, or decide “Fit”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajoutez au moins une condition, ou décidez «&#xa0;Apte&#xa0;».</translation>
    </message>
    <message>
        <source>Conditions go with “Fit with conditions” only.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Des conditions ne vont qu’avec «&#xa0;Apte sous conditions&#xa0;».</translation>
    </message>
    <message>
        <source>“Fit” has no conditions. Take them away, or decide “Fit with conditions”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;Apte&#xa0;» n’a pas de conditions. Enlevez-les, ou décidez «&#xa0;Apte sous conditions&#xa0;».</translation>
    </message>
    <message>
        <source>{physician} decided meanwhile. Look at that decision first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{physician} a décidé entre-temps. Regardez d’abord cette décision.</translation>
    </message>
    <message>
        <source>This departure lies in the past. Check date and time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce départ est dans le passé. Vérifiez la date et l’heure.</translation>
    </message>
    <message>
        <source>Choose the country of destination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez le pays de destination.</translation>
    </message>
    <message>
        <source>The medical exam does not allow the journey yet. See what holds it in the panel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical ne permet pas encore le voyage. Voyez dans le panneau ce qui le bloque.</translation>
    </message>
    <message>
        <source>The screening found something that normally holds. Say why the person may fly nevertheless.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le contrôle a trouvé quelque chose qui normalement bloque. Dites pourquoi la personne peut voyager quand même.</translation>
    </message>
    <message>
        <source>“{typed}” is not a flight number. Type the airline&apos;s letters and the number, for example ET807.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est pas un numéro de vol. Tapez les lettres de la compagnie et le numéro, par exemple ET807.</translation>
    </message>
    <message>
        <source>{flight} on {departs_at} is planned already. Add the travellers there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{flight} du {departs_at} est déjà planifié. Ajoutez-y les voyageurs.</translation>
    </message>
    <message>
        <source>{need} is there already, or excludes another choice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{need} y est déjà, ou exclut un autre choix.</translation>
    </message>
    <message>
        <source>“{need}” is not in the list of travel needs.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{need}&#xa0;» n’est pas dans la liste des besoins de voyage.</translation>
    </message>
    <message>
        <source>With {need} an escort is needed. Add who escorts.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avec {need}, un accompagnant est nécessaire. Ajoutez qui accompagne.</translation>
    </message>
    <message>
        <source>This decision is not there any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette décision n’existe plus.</translation>
    </message>
    <message>
        <source>Nobody in case {case} is marked as travelling. Mark who travels in the case first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne du dossier {case} n’est marqué comme voyageur. Marquez d’abord dans le dossier qui voyage.</translation>
    </message>
    <message>
        <source>One of these people is not in case {case}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’une de ces personnes n’est pas dans le dossier {case}.</translation>
    </message>
    <message>
        <source>Screen the person before deciding that he or she may fly.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôlez la personne avant de décider qu’elle peut voyager.</translation>
    </message>
    <message>
        <source>{name} is on {flight}, {departs_at}. Take the person off that flight first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} est sur {flight}, {departs_at}. Retirez d’abord la personne de ce vol.</translation>
    </message>
    <message>
        <source>Case {case} goes to {country}, this flight to {destination}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le dossier {case} va en {country}, ce vol en {destination}.</translation>
    </message>
    <message>
        <source>Give the reason in a few words; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez le motif en quelques mots&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>Say when the person is checked again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites quand la personne est contrôlée à nouveau.</translation>
    </message>
    <message>
        <source>{recheck_on} is not in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{recheck_on} n’est pas dans le futur.</translation>
    </message>
    <message>
        <source>A recheck date goes with “Temporarily unfit” only.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une date de nouveau contrôle ne va qu’avec «&#xa0;Inapte temporairement&#xa0;».</translation>
    </message>
    <message>
        <source>Type the route, for example KGL-ADD-ORD.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez l’itinéraire, par exemple KGL-ADD-ORD.</translation>
    </message>
    <message>
        <source>This screening lies in the future. Check the time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce contrôle est dans le futur. Vérifiez l’heure.</translation>
    </message>
    <message>
        <source>{typed} lies in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} est dans le futur.</translation>
    </message>
    <message>
        <source>{value} is outside {low} to {high}. Measure again; if it is right, confirm it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{value} est hors de {low} à {high}. Mesurez à nouveau&#xa0;; si c’est juste, confirmez-le.</translation>
    </message>
    <message>
        <source>Please answer this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Veuillez répondre à ceci.</translation>
    </message>
    <message>
        <source>Type a date, for example 24 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez une date, par exemple 24 nov. 2026.</translation>
    </message>
    <message>
        <source>Type a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez un nombre.</translation>
    </message>
    <message>
        <source>This question is not on the form.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette question n’est pas dans le formulaire.</translation>
    </message>
    <message>
        <source>This screening was voided before.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce contrôle a déjà été annulé.</translation>
    </message>
    <message>
        <source>Answer yes or no.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Répondez oui ou non.</translation>
    </message>
    <message>
        <source>Say why the earlier decision is replaced; both stay on record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi la décision précédente est remplacée&#xa0;; les deux restent au dossier.</translation>
    </message>
    <message>
        <source>This person was taken off the flight.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne a été retirée du vol.</translation>
    </message>
    <message>
        <source>{by} has called ticket {ticket} to {station} already ({at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} a déjà appelé le ticket {ticket} à {station} ({at}).</translation>
    </message>
    <message>
        <source>Ticket {ticket} has ended already ({at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le ticket {ticket} est déjà terminé ({at}).</translation>
    </message>
    <message>
        <source>{person} is here already, with ticket {ticket}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} est déjà ici, avec le ticket {ticket}.</translation>
    </message>
    <message>
        <source>{by} has handed this ticket over to {station} already ({at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} a déjà passé ce ticket à {station} ({at}).</translation>
    </message>
    <message>
        <source>Ticket {ticket} has already gone on; its arrival can no longer be taken back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le ticket {ticket} est déjà passé plus loin&#xa0;; son arrivée ne peut plus être reprise.</translation>
    </message>
    <message>
        <source>{by} has passed ticket {ticket} over already ({at}): {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} a déjà fait passer son tour au ticket {ticket} ({at})&#xa0;: {reason}.</translation>
    </message>
    <message>
        <source>The identity of {person} (ticket {ticket}) is not confirmed yet. Check it first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identité de {person} (ticket {ticket}) n’est pas encore confirmée. Vérifiez-la d’abord.</translation>
    </message>
    <message>
        <source>Please say why the identity could not be confirmed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi l’identité n’a pas pu être confirmée.</translation>
    </message>
    <message>
        <source>Ticket {ticket} is not called.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le ticket {ticket} n’est pas appelé.</translation>
    </message>
    <message>
        <source>Ticket {ticket} was not passed over.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le ticket {ticket} n’a pas passé son tour.</translation>
    </message>
    <message>
        <source>This appointment is on another day: {starts_at}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce rendez-vous est un autre jour&#xa0;: {starts_at}.</translation>
    </message>
    <message>
        <source>There is nothing to take back for ticket {ticket}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a rien à reprendre pour le ticket {ticket}.</translation>
    </message>
    <message>
        <source>A visit ends as done or as left.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une visite finit comme terminée ou comme partie.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>The clinic has no room {room} any more. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre n’a plus de salle {room}. Choisissez-en une autre.</translation>
    </message>
    <message>
        <source>Ticket {ticket} is at {station} already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le ticket {ticket} est déjà à {station}.</translation>
    </message>
    <message>
        <source>Somebody can be passed over for 1 to {most} minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>On peut faire passer son tour à quelqu’un pour 1 à {most} minutes.</translation>
    </message>
    <message>
        <source>This station is not known.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce poste n’est pas connu.</translation>
    </message>
    <message>
        <source>{person} is booked today already: {starts_at}, {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} a déjà un rendez-vous aujourd’hui&#xa0;: {starts_at}, {room}.</translation>
    </message>
    <message>
        <source>This appointment has begun and can no longer be changed here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce rendez-vous a commencé et ne peut plus être modifié ici.</translation>
    </message>
    <message>
        <source>A pause needs both a beginning and an end.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une pause demande un début et une fin.</translation>
    </message>
    <message>
        <source>Give a number of people between 1 and 500, or none for no limit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez un nombre de personnes entre 1 et 500, ou rien s’il n’y a pas de limite.</translation>
    </message>
    <message>
        <source>{clinician} does not work here any more. Choose somebody else.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} ne travaille plus ici. Choisissez quelqu’un d’autre.</translation>
    </message>
    <message>
        <source>{clinician} does not take “{service}”. Choose somebody else.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} n’assure pas «&#xa0;{service}&#xa0;». Choisissez quelqu’un d’autre.</translation>
    </message>
    <message>
        <source>{clinician} is taken from {starts_at} to {ends_at}: {label}, {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} a déjà un rendez-vous de {starts_at} à {ends_at}&#xa0;: {label}, {room}.</translation>
    </message>
    <message>
        <source>This clinician is not known any more. Please choose again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce soignant n’est plus connu. Choisissez à nouveau.</translation>
    </message>
    <message>
        <source>A part of a day needs both a beginning and an end; leave both empty for the whole day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une partie de journée a besoin d’un début et d’une fin ; laissez les deux vides pour toute la journée.</translation>
    </message>
    <message>
        <source>The end must come after the beginning.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La fin doit venir après le début.</translation>
    </message>
    <message>
        <source>{day} is past. Give a day that is still to come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le {day} est passé. Donnez un jour à venir.</translation>
    </message>
    <message>
        <source>{day} is too far away. Please check the year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le {day} est trop loin. Vérifiez l’année.</translation>
    </message>
    <message>
        <source>The clinic is closed on {day}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre est fermé le {day}&#xa0;: {reason}.</translation>
    </message>
    <message>
        <source>The times do not follow each other. The clinic opens, pauses, goes on, closes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les heures ne se suivent pas. Le centre ouvre, fait une pause, reprend, ferme.</translation>
    </message>
    <message>
        <source>These people are in the clinic. Their appointment can be moved only within this day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ces personnes sont au centre. Leur rendez-vous ne peut être déplacé que dans la journée.</translation>
    </message>
    <message>
        <source>{starts_at} is past. Choose a later time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{starts_at} est passé. Choisissez une heure plus tardive.</translation>
    </message>
    <message>
        <source>This person is in the clinic now. The clinic floor is where this is changed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne est au centre en ce moment. Cela se modifie dans le parcours du jour.</translation>
    </message>
    <message>
        <source>An appointment cannot take {minutes} minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un rendez-vous ne peut pas durer {minutes} minutes.</translation>
    </message>
    <message>
        <source>Nobody here is called “{clinician}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne ici ne s’appelle «&#xa0;{clinician}&#xa0;».</translation>
    </message>
    <message>
        <source>Several people here are called “{clinician}”. Give the login.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Plusieurs personnes ici s’appellent «&#xa0;{clinician}&#xa0;». Donnez l’identifiant.</translation>
    </message>
    <message>
        <source>“{typed}” is no day that can be read, such as 2026-03-10.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est pas un jour lisible, comme 2026-03-10.</translation>
    </message>
    <message>
        <source>“{typed}” can be read in two ways, for line {line} writes the month first. Write the day as 2026-03-10.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>« {typed} » peut se lire de deux façons, car la ligne {line} écrit le mois en premier. Écrivez le jour comme 2026-03-10.</translation>
    </message>
    <message>
        <source>“{typed}” is no number of minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est pas un nombre de minutes.</translation>
    </message>
    <message>
        <source>Nobody has the number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’a le numéro {number}.</translation>
    </message>
    <message>
        <source>The number {number} belongs to {person}, not to {typed}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le numéro {number} est celui de {person}, non de {typed}.</translation>
    </message>
    <message>
        <source>A file number, or a family name with the date of birth, is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il faut un numéro de dossier médical, ou un nom de famille avec la date de naissance.</translation>
    </message>
    <message>
        <source>{count} people fit {person} with this date of birth. Give the file number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} personnes correspondent à {person} avec cette date de naissance. Donnez le numéro de dossier médical.</translation>
    </message>
    <message>
        <source>{person} with this date of birth is not registered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} avec cette date de naissance n’est pas enregistré.</translation>
    </message>
    <message>
        <source>There is no room “{room}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de salle «&#xa0;{room}&#xa0;».</translation>
    </message>
    <message>
        <source>There is no service “{service}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de service «&#xa0;{service}&#xa0;».</translation>
    </message>
    <message>
        <source>“{typed}” is no time that can be read, such as 09:30.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est pas une heure lisible, comme 09:30.</translation>
    </message>
    <message>
        <source>The column “{column}” stands there twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La colonne «&#xa0;{column}&#xa0;» y figure deux fois.</translation>
    </message>
    <message>
        <source>The first line must name the columns. Missing: {missing}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La première ligne doit nommer les colonnes. Il manque&#xa0;: {missing}.</translation>
    </message>
    <message>
        <source>The list has no line beneath its headings.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La liste n’a aucune ligne sous ses titres.</translation>
    </message>
    <message>
        <source>This is a spreadsheet. Save it there as CSV, and choose that file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ceci est un classeur de tableur. Enregistrez-le là-bas en CSV, et choisissez ce fichier.</translation>
    </message>
    <message>
        <source>The file could not be written there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier n’a pas pu être écrit à cet endroit.</translation>
    </message>
    <message>
        <source>The file is larger than {most} MB.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier dépasse {most} Mo.</translation>
    </message>
    <message>
        <source>The list has more than {most} lines. Divide it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La liste a plus de {most} lignes. Divisez-la.</translation>
    </message>
    <message>
        <source>This file cannot be read as a list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce fichier ne peut pas être lu comme une liste.</translation>
    </message>
    <message>
        <source>Please give a name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez un nom.</translation>
    </message>
    <message>
        <source>The name “{name}” is taken. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le nom «&#xa0;{name}&#xa0;» est pris. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>No room has time for “{service}” any more today. Book another day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune salle n’a plus de temps pour «&#xa0;{service}&#xa0;» aujourd’hui. Réservez un autre jour.</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez au moins une personne.</translation>
    </message>
    <message>
        <source>This is not possible in the state the appointment is in now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas possible dans l’état actuel du rendez-vous.</translation>
    </message>
    <message>
        <source>This person does not belong to this appointment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne n’appartient pas à ce rendez-vous.</translation>
    </message>
    <message>
        <source>{person} does not belong to this case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} n’appartient pas à ce dossier.</translation>
    </message>
    <message>
        <source>Appointments begin and end on a quarter of an hour.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les rendez-vous commencent et finissent sur un quart d’heure.</translation>
    </message>
    <message>
        <source>The appointment is at {starts_at}. It can only be missed after that.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le rendez-vous est à {starts_at}. Il ne peut être manqué qu’après.</translation>
    </message>
    <message>
        <source>At most {longest} letters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au plus {longest} caractères.</translation>
    </message>
    <message>
        <source>There is nothing to print.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a rien à imprimer.</translation>
    </message>
    <message>
        <source>The clinic is open from {opens} to {closes}. Choose a time in between.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre est ouvert de {opens} à {closes}. Choisissez une heure entre les deux.</translation>
    </message>
    <message>
        <source>The limit of the half hour from {starts_at} is {limit}: {there} begin already and {coming} more would come. Choose another time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La limite de la demi-heure à partir de {starts_at} est de {limit}&#xa0;: {there} y commencent déjà et {coming} s’y ajouteraient. Choisissez une autre heure.</translation>
    </message>
    <message>
        <source>People booked on {day}: {count}. Move or cancel their appointments first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes attendues le {day}&#xa0;: {count}. Déplacez ou annulez d’abord leurs rendez-vous.</translation>
    </message>
    <message>
        <source>The clinic is closed from {starts_at} to {ends_at}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre est fermé de {starts_at} à {ends_at} : {reason}.</translation>
    </message>
    <message>
        <source>This room is closed from {starts_at} to {ends_at}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette salle est fermée de {starts_at} à {ends_at} : {reason}.</translation>
    </message>
    <message>
        <source>Appointments of “{name}” that are still to come: {count}. Move or cancel them first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous à venir de «&#xa0;{name}&#xa0;»&#xa0;: {count}. Déplacez-les ou annulez-les d’abord.</translation>
    </message>
    <message>
        <source>The clinic has its pause from {pause_from} to {pause_to}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre fait sa pause de {pause_from} à {pause_to}.</translation>
    </message>
    <message>
        <source>{person} has another appointment then: {label}, {room}, {starts_at} to {ends_at}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} a un autre rendez-vous à ce moment&#xa0;: {label}, {room}, {starts_at} à {ends_at}.</translation>
    </message>
    <message>
        <source>The same person was chosen twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La même personne a été choisie deux fois.</translation>
    </message>
    <message>
        <source>This person is not registered any more. Please search again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne n’est plus enregistrée. Cherchez à nouveau.</translation>
    </message>
    <message>
        <source>This was a rehearsal; nothing was booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’était un essai&#xa0;; rien n’a été réservé.</translation>
    </message>
    <message>
        <source>Nobody in this role can be booked by name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne dans ce rôle ne peut être demandé par son nom.</translation>
    </message>
    <message>
        <source>This room is closed on {day}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette salle est fermée le {day}&#xa0;: {reason}.</translation>
    </message>
    <message>
        <source>“{service}” cannot take place in {room}. Choose a room of the right kind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{service}&#xa0;» ne peut pas avoir lieu en {room}. Choisissez une salle du bon type.</translation>
    </message>
    <message>
        <source>{room} is taken from {starts_at} to {ends_at}: {label}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{room} est prise de {starts_at} à {ends_at}&#xa0;: {label}.</translation>
    </message>
    <message>
        <source>“{service}” is not offered any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{service}&#xa0;» n’est plus proposé.</translation>
    </message>
    <message>
        <source>Somebody else took this time a moment ago. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a pris cet horaire il y a un instant. Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>{person} is on the waiting list for this service already (since {since}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} est déjà sur la liste d’attente pour ce service (depuis le {since}).</translation>
    </message>
    <message>
        <source>These people do not wait any more: they were booked or taken off the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ces personnes n’attendent plus&#xa0;: elles ont un rendez-vous ou ont été retirées de la liste.</translation>
    </message>
    <message>
        <source>The clinic does not open on that day of the week ({day}). Choose another day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre n’ouvre pas ce jour de la semaine ({day}). Choisissez un autre jour.</translation>
    </message>
    <message>
        <source>A day of the week stands there twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un jour de la semaine y figure deux fois.</translation>
    </message>
    <message>
        <source>This is no day of the week.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas un jour de la semaine.</translation>
    </message>
    <message>
        <source>Please say what is done about it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites ce qui est fait à ce sujet.</translation>
    </message>
    <message>
        <source>This person has an open exam in this case already. Go on with that one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne a déjà un examen ouvert dans ce dossier. Continuez celui-là.</translation>
    </message>
    <message>
        <source>{by} changed this answer at {at}, from what you saw. Look at both and decide.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} a modifié cette réponse à {at}, par rapport à ce que vous voyiez. Regardez les deux et décidez.</translation>
    </message>
    <message>
        <source>The case has another country or category than this exam. Take it over, or correct the case, first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le dossier a un autre pays ou une autre catégorie que cet examen. Reprenez-la, ou corrigez le dossier, d’abord.</translation>
    </message>
    <message>
        <source>Something changed since this was shown. Look at it again before you sign.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelque chose a changé depuis l’affichage. Regardez à nouveau avant de signer.</translation>
    </message>
    <message>
        <source>“{first}” and “{second}” exclude each other.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{first}&#xa0;» et «&#xa0;{second}&#xa0;» s’excluent.</translation>
    </message>
    <message>
        <source>{item}: grade {grade} needs a comment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: la cote {grade} demande un commentaire.</translation>
    </message>
    <message>
        <source>{item}: with this grade no comment is given.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: avec cette cote, aucun commentaire n’est donné.</translation>
    </message>
    <message>
        <source>No consent is recorded. Record it in the registration, or say why the exam begins without it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun consentement n’est consigné. Consignez-le à l’enregistrement, ou dites pourquoi l’examen commence sans.</translation>
    </message>
    <message>
        <source>Consent was refused or withdrawn. Record a new consent in the registration before the exam begins.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le consentement a été refusé ou retiré. Consignez un nouveau consentement à l’enregistrement avant le début de l’examen.</translation>
    </message>
    <message>
        <source>An exam cannot lie in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un examen ne peut pas être dans le futur.</translation>
    </message>
    <message>
        <source>Something you typed is not saved yet: {sections}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelque chose que vous avez saisi n’est pas encore enregistré&#xa0;: {sections}</translation>
    </message>
    <message>
        <source>Examine at least one system yourself before marking the rest normal.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examinez vous-même au moins un système avant de marquer le reste normal.</translation>
    </message>
    <message>
        <source>Somebody must say what is done about: {flags}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un doit dire ce qui est fait pour&#xa0;: {flags}</translation>
    </message>
    <message>
        <source>The protocol forbids “{item}” for this person now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le protocole interdit maintenant «&#xa0;{item}&#xa0;» pour cette personne.</translation>
    </message>
    <message>
        <source>{label}: this day is still to come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: ce jour est encore à venir.</translation>
    </message>
    <message>
        <source>{label}: this day lies before “{other}”, {day}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: ce jour est avant «&#xa0;{other}&#xa0;», {day}.</translation>
    </message>
    <message>
        <source>{label}: this day lies before the birth.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: ce jour est avant la naissance.</translation>
    </message>
    <message>
        <source>{label}: {value} {unit} cannot be; possible are {low} to {high}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: {value} {unit} est impossible&#xa0;; possible de {low} à {high}.</translation>
    </message>
    <message>
        <source>{label}: must be lower than “{other}”, {value}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: doit être plus bas que «&#xa0;{other}&#xa0;», {value}.</translation>
    </message>
    <message>
        <source>{label}: {value} {unit} is unlikely (usual are {low} to {high}). Measure again, or confirm that it is right.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: {value} {unit} est improbable (habituel&#xa0;: {low} à {high}). Mesurez à nouveau, ou confirmez que c’est juste.</translation>
    </message>
    <message>
        <source>Still missing: {items} {questions}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il manque encore&#xa0;: {items} {questions}</translation>
    </message>
    <message>
        <source>This section is not part of the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette section ne fait pas partie de l’examen.</translation>
    </message>
    <message>
        <source>This warning does not stand any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet avertissement n’existe plus.</translation>
    </message>
    <message>
        <source>This version does not exist.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette version n’existe pas.</translation>
    </message>
    <message>
        <source>No exam was begun for this person yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’a encore été commencé pour cette personne.</translation>
    </message>
    <message>
        <source>{item}: a grade may be made worse, never better. The protocol proposes {proposed}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: une cote peut être abaissée, jamais relevée. Le protocole propose {proposed}.</translation>
    </message>
    <message>
        <source>The grades do not fit what was examined: {items}. Look at the proposal again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les cotes ne correspondent pas à ce qui a été examiné&#xa0;: {items}. Regardez à nouveau la proposition.</translation>
    </message>
    <message>
        <source>{label}: choose one of the answers offered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: choisissez l’une des réponses proposées.</translation>
    </message>
    <message>
        <source>{label}: type a date, for example 24 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: tapez une date, par exemple 24 nov. 2026.</translation>
    </message>
    <message>
        <source>{label}: type a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}&#xa0;: tapez un nombre.</translation>
    </message>
    <message>
        <source>Edition {edition} is not adopted yet. A panel physician adopts it on the page Protocols.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’édition {edition} n’est pas encore adoptée. Un médecin agréé l’adopte à la page Protocoles.</translation>
    </message>
    <message>
        <source>Confirm the classification first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Confirmez d’abord la classification.</translation>
    </message>
    <message>
        <source>This exam is not there any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet examen n’existe plus.</translation>
    </message>
    <message>
        <source>This person does not belong to case {case}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette personne n’appartient pas au dossier {case}.</translation>
    </message>
    <message>
        <source>The protocol knows no such request.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le protocole ne connaît pas une telle demande.</translation>
    </message>
    <message>
        <source>Only a signed exam is amended.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seul un examen signé est rectifié.</translation>
    </message>
    <message>
        <source>“{label}” is filled in by somebody else.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{label}&#xa0;» est rempli par quelqu’un d’autre.</translation>
    </message>
    <message>
        <source>The other case is for another country or category. Begin a new exam there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’autre dossier est pour un autre pays ou une autre catégorie. Commencez-y un nouvel examen.</translation>
    </message>
    <message>
        <source>Say why you decide otherwise than proposed; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi vous décidez autrement que proposé&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>Please give your password again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Veuillez donner à nouveau votre mot de passe.</translation>
    </message>
    <message>
        <source>Request {number} was withdrawn.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La demande {number} a été retirée.</translation>
    </message>
    <message>
        <source>This system has an answer already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce système a déjà une réponse.</translation>
    </message>
    <message>
        <source>This is the same exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est le même examen.</translation>
    </message>
    <message>
        <source>This is the same person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est la même personne.</translation>
    </message>
    <message>
        <source>“{section}” asks for something else in the other exam and cannot be moved.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{section}&#xa0;» demande autre chose dans l’autre examen et ne peut pas être déplacé.</translation>
    </message>
    <message>
        <source>There is nothing in this section.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a rien dans cette section.</translation>
    </message>
    <message>
        <source>“{section}” of the other exam has answers already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{section}&#xa0;» de l’autre examen a déjà des réponses.</translation>
    </message>
    <message>
        <source>This exam is signed. Whatever changes is an amendment with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet examen est signé. Toute modification est une rectification motivée.</translation>
    </message>
    <message>
        <source>This text is too long (at most {longest} letters).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce texte est trop long (au plus {longest} lettres).</translation>
    </message>
    <message>
        <source>This class is not part of the protocol.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette classe ne fait pas partie du protocole.</translation>
    </message>
    <message>
        <source>{item}: there is no grade {grade} in the protocol.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: le protocole n’a pas de cote {grade}.</translation>
    </message>
    <message>
        <source>This question is not part of the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette question ne fait pas partie de l’examen.</translation>
    </message>
    <message>
        <source>This exam is void.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet examen est annulé.</translation>
    </message>
    <message>
        <source>The proposal waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La proposition attend&#xa0;: {needs}</translation>
    </message>
    <message>
        <source>This exam was signed once and stays with this person. Void it, and begin anew with the right person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet examen a été signé une fois et reste à cette personne. Annulez-le, et recommencez avec la bonne personne.</translation>
    </message>
    <message>
        <source>This edition is adopted already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette édition est déjà adoptée.</translation>
    </message>
    <message>
        <source>The clinic has a template of this name already ({country} {edition}). Retire it first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre a déjà un modèle de ce nom ({country} {edition}). Retirez-le d’abord.</translation>
    </message>
    <message>
        <source>The program brings {country} {edition} itself. Give your template another edition.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le programme apporte lui-même {country} {edition}. Donnez une autre édition à votre modèle.</translation>
    </message>
    <message>
        <source>There is no protocol for this country.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de protocole pour ce pays.</translation>
    </message>
    <message>
        <source>This program does not bring edition {edition} of this country.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce programme n’apporte pas l’édition {edition} de ce pays.</translation>
    </message>
    <message>
        <source>With this number weights of these rules would overlap or leave a gap: {rules}. Change the other limit first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avec ce nombre, les poids de ces règles se chevaucheraient ou laisseraient un vide&#xa0;: {rules}. Changez d’abord l’autre limite.</translation>
    </message>
    <message>
        <source>The clinic&apos;s own template {country} {edition} was changed outside the program and is not used.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le modèle propre au centre {country} {edition} a été modifié hors du programme et n’est pas utilisé.</translation>
    </message>
    <message>
        <source>This template was retired already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce modèle a déjà été retiré.</translation>
    </message>
    <message>
        <source>With this number these rules could apply to nobody any more: {rules}. Change their other limit first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avec ce nombre, ces règles ne pourraient plus s’appliquer à personne&#xa0;: {rules}. Modifiez d’abord leur autre limite.</translation>
    </message>
    <message>
        <source>{by} changed this at {at}. Look at the new value and decide again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} a modifié ceci à {at}. Regardez la nouvelle valeur et décidez à nouveau.</translation>
    </message>
    <message>
        <source>This number lies from {low} to {high}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce nombre va de {low} à {high}.</translation>
    </message>
    <message>
        <source>This value does not fit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette valeur ne convient pas.</translation>
    </message>
    <message>
        <source>The protocols cannot be read from {folder}. Please install the program anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les protocoles ne peuvent pas être lus dans {folder}. Veuillez réinstaller le programme.</translation>
    </message>
    <message>
        <source>The protocol file of {country} {edition} was changed and is not used. Please install the program anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier de protocole de {country} {edition} a été modifié et n’est pas utilisé. Veuillez réinstaller le programme.</translation>
    </message>
    <message>
        <source>These rules are not part of the edition: {rules}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ces règles ne font pas partie de l’édition&#xa0;: {rules}</translation>
    </message>
    <message>
        <source>This number is not part of the edition.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce nombre ne fait pas partie de l’édition.</translation>
    </message>
    <message>
        <source>This adoption was withdrawn already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette adoption a déjà été retirée.</translation>
    </message>
    <message>
        <source>The template is wrong in {count} places. {first}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le modèle est faux à {count} endroits. {first}</translation>
    </message>
    <message>
        <source>There is a clinic in {folder} already. Say that it may be moved aside, or choose another folder.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il y a déjà un centre dans {folder}. Dites qu’il peut être mis de côté, ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>The backup {folder} is damaged and was not used. Take an older one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La sauvegarde {folder} est endommagée et n’a pas été utilisée. Prenez-en une plus ancienne.</translation>
    </message>
    <message>
        <source>The backup {folder} does not hold everything that it should. Take an older one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La sauvegarde {folder} ne contient pas tout ce qu’elle devrait. Prenez-en une plus ancienne.</translation>
    </message>
    <message>
        <source>{folder} is no backup of this program.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{folder} n’est pas une sauvegarde de ce programme.</translation>
    </message>
    <message>
        <source>The backup could not be written: {why}. The backups before it are untouched.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La sauvegarde n’a pas pu être écrite&#xa0;: {why}. Les sauvegardes précédentes sont intactes.</translation>
    </message>
    <message>
        <source>{file} is no text in UTF-8.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} n’est pas un texte en UTF-8.</translation>
    </message>
    <message>
        <source>{file} is too large for a list of cases.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} est trop grand pour une liste de dossiers.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ne peut pas être lu&#xa0;: {why}</translation>
    </message>
    <message>
        <source>Please give the clinic&apos;s name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez le nom du centre.</translation>
    </message>
    <message>
        <source>The short code has 2 to 8 letters or digits, without spaces.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le code court a 2 à 8 lettres ou chiffres, sans espaces.</translation>
    </message>
    <message>
        <source>“{zone}” is no time zone. Choose one from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{zone}&#xa0;» n’est pas un fuseau horaire. Choisissez-en un dans la liste.</translation>
    </message>
    <message>
        <source>This is not the code of this enrolment file. Compare it with the paper, sign by sign.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas le code de ce fichier d’inscription. Comparez-le avec le papier, signe par signe.</translation>
    </message>
    <message>
        <source>This enrolment paper was good until {at}. An administrator makes a new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce papier d’inscription était valable jusqu’à {at}. Un administrateur en fait un nouveau.</translation>
    </message>
    <message>
        <source>This is no enrolment file, or it is damaged.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas un fichier d’inscription, ou il est endommagé.</translation>
    </message>
    <message>
        <source>{login} cannot sign in at this workstation, so no paper can be made here. Make it where this user signs in, or set a first password here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{login} ne peut pas se connecter à ce poste&#xa0;; aucun papier ne peut donc être fait ici. Faites-le là où cette personne se connecte, ou fixez ici un premier mot de passe.</translation>
    </message>
    <message>
        <source>This clinic lies in a file on this computer. Several workstations need a server: move it there first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce centre se trouve dans un fichier sur cet ordinateur. Plusieurs postes demandent un serveur&#xa0;: déplacez-y d’abord le centre.</translation>
    </message>
    <message>
        <source>The clinic does not know this enrolment paper. An administrator makes a new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre ne connaît pas ce papier d’inscription. Un administrateur en fait un nouveau.</translation>
    </message>
    <message>
        <source>This enrolment paper was used already, at {workstation}. An administrator makes a new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce papier d’inscription a déjà servi, à {workstation}. Un administrateur en fait un nouveau.</translation>
    </message>
    <message>
        <source>{field}: the value must be {expected}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}&#xa0;: la valeur doit être {expected}.</translation>
    </message>
    <message>
        <source>{field}: {given} lies before the birth or after the examination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field} : {given} se situe avant la naissance ou après l’examen.</translation>
    </message>
    <message>
        <source>“{field}” is not known here; “{key}” belongs to {place}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>« {field} » n’est pas connu ici ; « {key} » appartient à {place}.</translation>
    </message>
    <message>
        <source>{field} is missing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field} manque.</translation>
    </message>
    <message>
        <source>This is not readable JSON: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas du JSON lisible&#xa0;: {why}</translation>
    </message>
    <message>
        <source>A number in this file has far too many digits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un nombre de ce fichier a beaucoup trop de chiffres.</translation>
    </message>
    <message>
        <source>This file is nested too deeply to be a case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce fichier est imbriqué trop profondément pour être un cas.</translation>
    </message>
    <message>
        <source>The category “{given}” is not known. Known are: {known}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La catégorie «&#xa0;{given}&#xa0;» n’est pas connue. Connues&#xa0;: {known}</translation>
    </message>
    <message>
        <source>There is no protocol for “{given}”. Known are: {known}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de protocole pour «&#xa0;{given}&#xa0;». Connus&#xa0;: {known}</translation>
    </message>
    <message>
        <source>“{field}” is not known.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{field}&#xa0;» n’est pas connu.</translation>
    </message>
    <message>
        <source>{field}: the vaccine “{given}” is not known. Known are: {known}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field} : le vaccin « {given} » n’est pas connu. Sont connus : {known}</translation>
    </message>
    <message>
        <source>This record is not there any more. Please search for it again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette fiche n’existe plus. Cherchez-la à nouveau.</translation>
    </message>
    <message>
        <source>Somebody else changed this meanwhile. Look at both versions, then save again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a modifié ceci entre-temps. Regardez les deux versions, puis enregistrez à nouveau.</translation>
    </message>
    <message>
        <source>There is a clinic here already. Sign in to it, or choose another folder.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il y a déjà un centre ici. Connectez-vous, ou choisissez un autre dossier.</translation>
    </message>
    <message>
        <source>A clinic lies in this database already. Join it with an enrolment paper, or give the address of an empty one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un centre se trouve déjà dans cette base de données. Rejoignez-le avec un papier d’inscription, ou donnez l’adresse d’une base vide.</translation>
    </message>
    <message>
        <source>This is the last administrator. Make somebody else administrator first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est le dernier administrateur. Nommez d’abord quelqu’un d’autre administrateur.</translation>
    </message>
    <message>
        <source>Too many wrong passwords. This login is locked for another {minutes} min.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Trop de mots de passe erronés. Cet identifiant est verrouillé encore {minutes} min.</translation>
    </message>
    <message>
        <source>A login has 2 to 30 letters, digits, dots, hyphens or underscores, without spaces.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un identifiant a 2 à 30 lettres, chiffres, points, tirets ou tirets bas, sans espaces.</translation>
    </message>
    <message>
        <source>Somebody already has the login “{login}”. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un a déjà l’identifiant «&#xa0;{login}&#xa0;». Choisissez-en un autre.</translation>
    </message>
    <message>
        <source>Please give the name, as papers show it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez le nom tel que les papiers le montrent.</translation>
    </message>
    <message>
        <source>Your access has ended; what you saved stays. Ask an administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Votre accès a pris fin&#xa0;; ce que vous avez enregistré reste. Adressez-vous à un administrateur.</translation>
    </message>
    <message>
        <source>This access has ended. Ask an administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet accès a pris fin. Demandez à un administrateur.</translation>
    </message>
    <message>
        <source>Your role does not include this. Ask the administrator if you need it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Votre rôle ne comprend pas cela. Demandez à l’administrateur si vous en avez besoin.</translation>
    </message>
    <message>
        <source>You cannot end your own access. Another administrator can.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous ne pouvez pas mettre fin à votre propre accès. Un autre administrateur le peut.</translation>
    </message>
    <message>
        <source>This password is too easy to guess. Do not use the login, one letter again and again, or a row of keys.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce mot de passe est trop facile à deviner. N’utilisez ni l’identifiant, ni une lettre répétée, ni une rangée de touches.</translation>
    </message>
    <message>
        <source>Choose another password than the one you have now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un autre mot de passe que celui que vous avez.</translation>
    </message>
    <message>
        <source>A password has at least {shortest} characters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un mot de passe a au moins {shortest} caractères.</translation>
    </message>
    <message>
        <source>The recovery code lets administrators in only. Give an administrator&apos;s login.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le code de récupération ne laisse entrer que les administrateurs. Donnez l’identifiant d’un administrateur.</translation>
    </message>
    <message>
        <source>Choose at least one role.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez au moins un rôle.</translation>
    </message>
    <message>
        <source>The picture must be a PNG of at most {largest_kb} kB.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’image doit être un PNG d’au plus {largest_kb} ko.</translation>
    </message>
    <message>
        <source>Your password was set anew. Sign in again with the new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Votre mot de passe a été fixé à nouveau. Reconnectez-vous avec le nouveau.</translation>
    </message>
    <message>
        <source>Your roles were changed. Sign in again, to go on with the new ones.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vos rôles ont été modifiés. Reconnectez-vous pour continuer avec les nouveaux.</translation>
    </message>
    <message>
        <source>Your password was set anew at another workstation. An administrator makes an enrolment paper for this one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Votre mot de passe a été fixé à nouveau à un autre poste. Un administrateur fait un papier d’inscription pour celui-ci.</translation>
    </message>
    <message>
        <source>Login or password is not right. Check Caps Lock and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant ou le mot de passe n’est pas juste. Vérifiez Verr. Maj. et réessayez.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data file cannot be opened: {file}. Check that the disk is connected and that you may read it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier de données du centre ne peut pas être ouvert&#xa0;: {file}. Vérifiez que le disque est branché et que vous pouvez le lire.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock says {now}, and the server&apos;s certificate is valid from {begins} to {ends}. Set the clock right; where it is right, whoever looks after the server makes a new certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’horloge de cet ordinateur indique {now}, et le certificat du serveur est valable de {begins} à {ends}. Mettez l’horloge à l’heure ; si elle est juste, la personne qui s’occupe du serveur fait un nouveau certificat.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data is closed. Sign in again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données du centre sont fermées. Reconnectez-vous.</translation>
    </message>
    <message>
        <source>The connection to the clinic&apos;s database was lost. Nothing was saved by this act; check the network and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La connexion à la base de données du centre est perdue. Rien n’a été enregistré par cet acte&#xa0;; vérifiez le réseau et réessayez.</translation>
    </message>
    <message>
        <source>The clinic&apos;s server cannot be reached, so this could not be loaded. It is loaded as soon as the server is back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur du centre est injoignable&#xa0;: ceci n’a pas pu être chargé. Ce le sera dès le retour du serveur.</translation>
    </message>
    <message>
        <source>The connection was lost while this was being saved, and nobody can say whether it was. When the server is back, look before you do it again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La connexion a été perdue pendant l’enregistrement, et personne ne peut dire s’il a été fait. Quand le serveur sera de retour, regardez avant de recommencer.</translation>
    </message>
    <message>
        <source>The clinic&apos;s login at the server may not do this. Whoever looks after the server runs mhac server prepare.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant du centre sur le serveur n’a pas ce droit. Qui s’occupe du serveur lance mhac server prepare.</translation>
    </message>
    <message>
        <source>The clinic&apos;s server refuses this workstation: its password there was changed, or its access ended. An administrator makes a new enrolment paper for you at another workstation.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur du centre refuse ce poste&#xa0;: son mot de passe y a été changé, ou son accès a pris fin. Un administrateur vous fait un nouveau papier d’inscription à un autre poste.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data file is damaged. Do not go on working: restore the last backup, or ask for help.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier de données du centre est endommagé. Ne continuez pas à travailler&#xa0;: restaurez la dernière sauvegarde, ou demandez de l’aide.</translation>
    </message>
    <message>
        <source>The disk reports an error. Nothing was saved by this act. Make a backup to another disk as soon as possible.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le disque signale une erreur. Rien n’a été enregistré par cet acte. Faites au plus vite une sauvegarde sur un autre disque.</translation>
    </message>
    <message>
        <source>The audit of this clinic was changed from outside, and nothing can be written behind it. An administrator finds the place with: mhac audit verify</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’audit de ce centre a été modifié de l’extérieur, et rien ne peut plus y être ajouté. Un administrateur trouve l’endroit avec&#xa0;: mhac audit verify</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used: {why}. Choose another place, or ask for access to it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le dossier {folder} ne peut pas être utilisé&#xa0;: {why}. Choisissez un autre endroit, ou demandez-y l’accès.</translation>
    </message>
    <message>
        <source>The disk is full. Nothing was saved by this act; free some space and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le disque est plein. Rien n’a été enregistré par cet acte&#xa0;; libérez de la place et réessayez.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data is busy with another program. Nothing was saved by this act; please try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données du centre sont occupées par un autre programme. Rien n’a été enregistré par cet acte&#xa0;; veuillez réessayer.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data file is missing: {file}. Restore a backup, or connect the disk it lies on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier de données du centre manque&#xa0;: {file}. Restaurez une sauvegarde, ou branchez le disque où il se trouve.</translation>
    </message>
    <message>
        <source>A newer program wrote this clinic&apos;s data (it has revision {found}, this program knows {known}). Nothing was touched; please update this program.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un programme plus récent a écrit les données de ce centre (révision {found}, ce programme connaît {known}). Rien n’a été touché&#xa0;; veuillez mettre ce programme à jour.</translation>
    </message>
    <message>
        <source>There is no clinic in {folder}. Make a demo clinic with mhac demo, or start mhac to found one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de centre dans {folder}. Faites un centre de démonstration avec mhac demo, ou lancez mhac pour en fonder un.</translation>
    </message>
    <message>
        <source>This is no database of this program. Check the address or the folder.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas une base de données de ce programme. Vérifiez l’adresse ou le dossier.</translation>
    </message>
    <message>
        <source>This clinic&apos;s data comes from an older program (revision {found}, now {known}). An administrator must upgrade it first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données de ce centre viennent d’un programme plus ancien (révision {found}, maintenant {known}). Un administrateur doit d’abord les mettre à niveau.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data does not fit this program. Nothing was changed; an administrator should look at it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données du centre ne conviennent pas à ce programme. Rien n’a été modifié&#xa0;; un administrateur devrait les examiner.</translation>
    </message>
    <message>
        <source>The clinic lies there already. Nothing was moved.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre s’y trouve déjà. Rien n’a été déplacé.</translation>
    </message>
    <message>
        <source>What arrived is not what was sent ({table}), so the copy was not taken over. The clinic is where it was.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui est arrivé n’est pas ce qui a été envoyé ({table})&#xa0;; la copie n’a donc pas été reprise. Le centre est où il était.</translation>
    </message>
    <message>
        <source>Other workstations are connected to the clinic ({others}). Close the program there, then move the clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>D’autres postes sont connectés au centre ({others}). Fermez-y le programme, puis déplacez le centre.</translation>
    </message>
    <message>
        <source>The database on the server is not empty. Nothing was moved; make a new database for the clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La base de données du serveur n’est pas vide. Rien n’a été déplacé&#xa0;; créez une nouvelle base de données pour le centre.</translation>
    </message>
    <message>
        <source>The clinic was moved to another place, and this one is kept only for reference. Ask an administrator where.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre a été déplacé ailleurs, et celui-ci n’est gardé que pour mémoire. Demandez à un administrateur où il est.</translation>
    </message>
    <message>
        <source>The address file {file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier de l’adresse {file} ne peut pas être lu&#xa0;: {why}</translation>
    </message>
    <message>
        <source>The server&apos;s address is needed: give --address-file, or run this where it can be asked for.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’adresse du serveur est nécessaire&#xa0;: donnez --address-file, ou lancez ceci là où elle peut être demandée.</translation>
    </message>
    <message>
        <source>This is no PostgreSQL address. It reads like postgresql://user:password@server/clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas une adresse PostgreSQL. Elle se lit comme postgresql://user:password@server/clinic.</translation>
    </message>
    <message>
        <source>The upgraded copy is not whole, so it was not taken over. The clinic is as it was before.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La copie mise à niveau n’est pas entière&#xa0;; elle n’a donc pas été reprise. Le centre est comme avant.</translation>
    </message>
    <message>
        <source>The password file {file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier du mot de passe {file} ne peut pas être lu&#xa0;: {why}</translation>
    </message>
    <message>
        <source>The password is needed: give --password-file, or run this where it can be asked for.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le mot de passe est nécessaire&#xa0;: donnez --password-file, ou lancez ceci là où il peut être demandé.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data can only be read: the disk or the file is write-protected. Nothing was saved by this act.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données du centre ne peuvent qu’être lues&#xa0;: le disque ou le fichier est protégé en écriture. Rien n’a été enregistré par cet acte.</translation>
    </message>
    <message>
        <source>{file} could not be written: {why}. Free some space or mend the access, then try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} n’a pas pu être écrit&#xa0;: {why}. Libérez de la place ou rétablissez l’accès, puis réessayez.</translation>
    </message>
    <message>
        <source>The key does not fit this data file. It may belong to another clinic or to an older backup.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La clé ne convient pas à ce fichier de données. Elle appartient peut-être à un autre centre ou à une sauvegarde plus ancienne.</translation>
    </message>
    <message>
        <source>The key is not at hand. Please sign in again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La clé n’est pas disponible. Veuillez vous reconnecter.</translation>
    </message>
    <message>
        <source>The file with the keys is damaged. Restore it from a backup: every backup carries a copy.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier des clés est endommagé. Restaurez-le d’une sauvegarde&#xa0;: chaque sauvegarde en porte une copie.</translation>
    </message>
    <message>
        <source>The file with the keys is missing. Restore it from a backup: every backup carries a copy.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le fichier des clés manque. Restaurez-le d’une sauvegarde&#xa0;: chaque sauvegarde en porte une copie.</translation>
    </message>
    <message>
        <source>A newer program wrote the file with the keys. Nothing was touched; please update this program.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un programme plus récent a écrit le fichier des clés. Rien n’a été touché&#xa0;; veuillez mettre ce programme à jour.</translation>
    </message>
    <message>
        <source>Another window has the clinic&apos;s file open, so nothing was changed. Close all other windows first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une autre fenêtre tient le fichier du centre ouvert&#xa0;; rien n’a été modifié. Fermez d’abord toutes les autres fenêtres.</translation>
    </message>
    <message>
        <source>This is not a recovery code: a sign is missing or mistyped. Compare it with the paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas un code de récupération&#xa0;: un signe manque ou est mal tapé. Comparez-le avec le papier.</translation>
    </message>
    <message>
        <source>This recovery code does not open this clinic. It may belong to another one, or a newer one was printed since.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce code de récupération n’ouvre pas ce centre. Il appartient peut-être à un autre, ou un plus récent a été imprimé depuis.</translation>
    </message>
    <message>
        <source>This was sealed with another key and cannot be opened here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ceci a été scellé avec une autre clé et ne peut pas être ouvert ici.</translation>
    </message>
    <message>
        <source>Certificate {number} stands for this decision already. Print it again, or replace it with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le certificat {number} existe déjà pour cette décision. Imprimez-le à nouveau, ou remplacez-le avec un motif.</translation>
    </message>
    <message>
        <source>The conditions do not fit on the certificate (at most {most}, together {letters} letters). Shorten them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les conditions ne tiennent pas sur le certificat (au plus {most}, ensemble {letters} lettres). Raccourcissez-les.</translation>
    </message>
    <message>
        <source>The decision no longer holds, so no certificate can be issued under it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La décision ne tient plus&#xa0;; aucun certificat ne peut être délivré d’après elle.</translation>
    </message>
    <message>
        <source>{number} says something else of the person than the file does now. Issue it anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} dit de la personne autre chose que le dossier maintenant. Émettez-le à nouveau.</translation>
    </message>
    <message>
        <source>The decision was valid until {valid_until}. Screen the person again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La décision était valable jusqu’au {valid_until}. Contrôlez la personne à nouveau.</translation>
    </message>
    <message>
        <source>{file} is too large for a certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} est trop grand pour un certificat.</translation>
    </message>
    <message>
        <source>Certificate {number} was replaced by a newer one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le certificat {number} a été remplacé par un plus récent.</translation>
    </message>
    <message>
        <source>Certificate {number} is revoked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le certificat {number} est révoqué.</translation>
    </message>
    <message>
        <source>The decision says no time of validity. Look at the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La décision n’indique pas de durée de validité. Regardez le départ.</translation>
    </message>
    <message>
        <source>The signing key is not at hand. Please sign in again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La clé de signature n’est pas disponible. Veuillez vous reconnecter.</translation>
    </message>
    <message>
        <source>This file holds no public key of a clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce fichier ne contient pas de clé publique d’un centre.</translation>
    </message>
    <message>
        <source>The family may not fly yet: {who}. Decide about them first, or take off the flight who flies apart.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La famille ne peut pas encore prendre l’avion&#xa0;: {who}. Décidez d’abord pour ces personnes, ou retirez du vol qui voyage à part.</translation>
    </message>
    <message>
        <source>Only who is fit, or fit with conditions, gets a certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seul qui est apte, ou apte sous conditions, reçoit un certificat.</translation>
    </message>
    <message>
        <source>This print is not under way.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette impression n’est pas en cours.</translation>
    </message>
    <message>
        <source>The print of {number} is not waiting.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’impression de {number} n’est pas en attente.</translation>
    </message>
    <message>
        <source>The new decision is for another person or journey. Issue a certificate of its own.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La nouvelle décision concerne une autre personne ou un autre voyage. Délivrez-lui son propre certificat.</translation>
    </message>
    <message>
        <source>The picture on this certificate is missing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La photo de ce certificat manque.</translation>
    </message>
    <message>
        <source>{number} is being printed now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} est en cours d’impression.</translation>
    </message>
    <message>
        <source>The printer {printer} stopped. Check it; nothing is lost, print again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’imprimante {printer} s’est arrêtée. Vérifiez-la&#xa0;; rien n’est perdu, imprimez à nouveau.</translation>
    </message>
    <message>
        <source>There was nothing to print.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y avait rien à imprimer.</translation>
    </message>
    <message>
        <source>The printer {printer} is not there any more. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’imprimante {printer} n’est plus là. Choisissez-en une autre.</translation>
    </message>
    <message>
        <source>The printer {printer} did not start. Check that it is switched on and connected.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’imprimante {printer} n’a pas démarré. Vérifiez qu’elle est allumée et branchée.</translation>
    </message>
    <message>
        <source>This line agrees; there is nothing to decide.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette ligne concorde&#xa0;; il n’y a rien à décider.</translation>
    </message>
    <message>
        <source>The stored text is not the one that was signed. Tell the administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le texte conservé n’est pas celui qui a été signé. Prévenez l’administrateur.</translation>
    </message>
    <message>
        <source>The exam is open for an amendment. It must be signed again first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen est ouvert pour une rectification. Il doit d’abord être signé à nouveau.</translation>
    </message>
    <message>
        <source>The person’s data or the sheet were corrected since. Freeze the sheet anew first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données de la personne ou la feuille ont été corrigées depuis. Figez d’abord la feuille à nouveau.</translation>
    </message>
    <message>
        <source>A difference of the blind check waits for a decision, or for the exam to be amended.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une différence du contrôle à l’aveugle attend une décision, ou la rectification de l’examen.</translation>
    </message>
    <message>
        <source>This sheet is submitted. If the authority gave the case back, open it again with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette feuille est transmise. Si l’autorité a rendu le dossier, rouvrez-la avec un motif.</translation>
    </message>
    <message>
        <source>{count} lines are not ticked yet. Enter them, or mark that the authority’s screen has no place.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} lignes ne sont pas encore cochées. Saisissez-les, ou notez que l’écran de l’autorité n’a pas de place.</translation>
    </message>
    <message>
        <source>This exam has no such sheet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet examen n’a pas de telle feuille.</translation>
    </message>
    <message>
        <source>The snapshot is not kept yet. Show the sheet as PDF once before it is submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La copie n’est pas encore conservée. Affichez une fois la feuille en PDF avant de la transmettre.</translation>
    </message>
    <message>
        <source>Only a signed exam can be entered at the authority.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seul un examen signé peut être saisi pour l’autorité.</translation>
    </message>
    <message>
        <source>This sheet is not submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette feuille n’est pas transmise.</translation>
    </message>
    <message>
        <source>There is nothing to enter in this line.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a rien à saisir dans cette ligne.</translation>
    </message>
    <message>
        <source>“{typed}” cannot be the authority’s number. It needs digits, at most 40 letters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» ne peut pas être le numéro de l’autorité. Il faut des chiffres, et au plus 40 caractères.</translation>
    </message>
    <message>
        <source>Type the number under which the authority has the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez le numéro sous lequel l’autorité a le dossier.</translation>
    </message>
    <message>
        <source>Somebody else decides what you typed differently.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre décide de ce que vous avez tapé différemment.</translation>
    </message>
    <message>
        <source>The sheets in {folder} cannot be read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les feuilles dans {folder} ne peuvent pas être lues.</translation>
    </message>
    <message>
        <source>Type what stands there. Every line is checked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez ce qui y figure. Chaque ligne est contrôlée.</translation>
    </message>
    <message>
        <source>You entered lines of this sheet yourself. A second person checks it blind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous avez saisi vous-même des lignes de cette feuille. Une seconde personne la contrôle à l’aveugle.</translation>
    </message>
    <message>
        <source>The exam was signed again since. Enter the new version.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen a été signé à nouveau depuis. Saisissez la nouvelle version.</translation>
    </message>
    <message>
        <source>This time lies in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette heure est dans le futur.</translation>
    </message>
    <message>
        <source>The sheet was not prepared yet at this time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La feuille n’était pas encore préparée à cette heure.</translation>
    </message>
    <message>
        <source>The clinic&apos;s login may {rights} in {table}; the audit is only added to. Run mhac server prepare.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant du centre a des droits dans {table} ({rights})&#xa0;; or on ne fait qu’ajouter à l’audit. Lancez mhac server prepare.</translation>
    </message>
    <message>
        <source>The guard that refuses every change of {table} is missing. Restore a backup, or ask for help.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La garde qui refuse toute modification de {table} manque. Restaurez une sauvegarde, ou demandez de l’aide.</translation>
    </message>
    <message>
        <source>The last backup is of {at}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La dernière sauvegarde date de {at}.</translation>
    </message>
    <message>
        <source>The last backup is of {at}, more than two days ago. Find out why, and make one now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La dernière sauvegarde date de {at}, il y a plus de deux jours. Cherchez pourquoi, et faites-en une maintenant.</translation>
    </message>
    <message>
        <source>The server&apos;s clock is {minutes} min ahead of this computer&apos;s. The program goes by the server; set the wrong one right.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’horloge du serveur avance de {minutes} min sur celle de cet ordinateur. Le programme suit le serveur&#xa0;; mettez à l’heure celle qui se trompe.</translation>
    </message>
    <message>
        <source>{offered} connections are offered, {workstations} workstations need {needed}: max_connections, the limit of the login, the limit of the database.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{offered} connexions sont offertes, {workstations} postes en demandent {needed}&#xa0;: max_connections, la limite de l’identifiant, la limite de la base de données.</translation>
    </message>
    <message>
        <source>The server&apos;s disk: {words} ({by}, {at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le disque du serveur&#xa0;: {words} ({by}, {at}).</translation>
    </message>
    <message>
        <source>What protects the server&apos;s disk was last said at {at}. Look again: mhac server record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui protège le disque du serveur a été dit pour la dernière fois le {at}. Vérifiez à nouveau&#xa0;: mhac server record.</translation>
    </message>
    <message>
        <source>The server&apos;s disk is not encrypted ({words}). Who takes it away reads every record: encrypt it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le disque du serveur n’est pas chiffré ({words}). Qui l’emporte lit chaque fiche&#xa0;: chiffrez-le.</translation>
    </message>
    <message>
        <source>Nobody said what protects the server&apos;s disk; the program cannot see it. Say it: mhac server record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’a dit ce qui protège le disque du serveur&#xa0;; le programme ne peut pas le voir. Dites-le&#xa0;: mhac server record.</translation>
    </message>
    <message>
        <source>Say encrypted or not_encrypted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites encrypted ou not_encrypted.</translation>
    </message>
    <message>
        <source>pg_hba.conf, line {line}: the method {method} lets too much in; write scram-sha-256.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pg_hba.conf, ligne {line}&#xa0;: la méthode {method} laisse entrer trop&#xa0;; écrivez scram-sha-256.</translation>
    </message>
    <message>
        <source>pg_hba.conf, line {line}: {address} may come without TLS; write hostssl instead of host.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pg_hba.conf, ligne {line}&#xa0;: {address} peut venir sans TLS&#xa0;; écrivez hostssl au lieu de host.</translation>
    </message>
    <message>
        <source>This login may not read pg_hba.conf. Look at it yourself, or check with a superuser&apos;s address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet identifiant ne peut pas lire pg_hba.conf. Regardez-le vous-même, ou vérifiez avec l’adresse d’un superutilisateur.</translation>
    </message>
    <message>
        <source>What is saved is on the server&apos;s disk before it is said so.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui est enregistré est sur le disque du serveur avant que ce ne soit dit.</translation>
    </message>
    <message>
        <source>The database keeps text as {encoding}; names need UTF8. Make it anew with ENCODING &apos;UTF8&apos;.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La base de données garde le texte en {encoding}&#xa0;; les noms demandent UTF8. Refaites-la avec ENCODING &apos;UTF8&apos;.</translation>
    </message>
    <message>
        <source>Text is kept as {encoding} and sorted by {locale}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le texte est gardé en {encoding} et trié selon {locale}.</translation>
    </message>
    <message>
        <source>“{name}” cannot name a login or a database here: small letters, digits and underscores.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{name}&#xa0;» ne peut pas nommer ici un identifiant ou une base de données&#xa0;: petites lettres, chiffres et tirets bas.</translation>
    </message>
    <message>
        <source>The server does not take the login or the password of this address. Look at both in the file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur n’accepte pas l’identifiant ou le mot de passe de cette adresse. Vérifiez les deux dans le fichier.</translation>
    </message>
    <message>
        <source>No copy of a move that was broken off lies there; nothing was taken away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune copie d’un déplacement interrompu ne s’y trouve&#xa0;; rien n’a été enlevé.</translation>
    </message>
    <message>
        <source>The owner of the tables and the clinic&apos;s login cannot both be {name}: who works in them must not own them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le propriétaire des tables et l’identifiant du centre ne peuvent pas être tous deux {name}&#xa0;: qui y travaille ne doit pas les posséder.</translation>
    </message>
    <message>
        <source>A move to this server was broken off, and its copy still lies there. The clinic is where it was. Whoever looks after the server runs: mhac server prepare --drop-unfinished, with the owner&apos;s address. Then move again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un déplacement vers ce serveur a été interrompu et sa copie s’y trouve encore. Le centre est resté où il était. Qui s’occupe du serveur lance&#xa0;: mhac server prepare --drop-unfinished, avec l’adresse du propriétaire. Recommencez ensuite.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate could not be verified, so nothing was sent. It is checked against {file}: copy the server&apos;s certificate (server.crt) there, and call the server by the name in it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le certificat du serveur n’a pas pu être vérifié&#xa0;; rien n’a été envoyé. Il est comparé à {file}&#xa0;: copiez-y le certificat du serveur (server.crt), et appelez le serveur par le nom qui y figure.</translation>
    </message>
    <message>
        <source>No server is found under the name {host}. Look at the address, and whether the network is there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun serveur n’est trouvé sous le nom {host}. Vérifiez l’adresse et le réseau.</translation>
    </message>
    <message>
        <source>The server has no database {name}. Look at the end of the address, or run mhac server setup.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur n’a pas de base de données {name}. Vérifiez la fin de l’adresse, ou lancez mhac server setup.</translation>
    </message>
    <message>
        <source>At {host}, port {port}, no PostgreSQL answers. Is the server on, and may this computer reach it?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À {host}, port {port}, aucun PostgreSQL ne répond. Le serveur est-il allumé, et cet ordinateur peut-il l’atteindre&#xa0;?</translation>
    </message>
    <message>
        <source>There is no backup: neither the server&apos;s own archive nor one by this program. Make one: mhac backup.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de sauvegarde&#xa0;: ni l’archive propre du serveur ni une de ce programme. Faites-en une&#xa0;: mhac backup.</translation>
    </message>
    <message>
        <source>The server does not check its pages for damage; pg_checksums --enable turns it on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur ne vérifie pas si ses pages sont endommagées&#xa0;; pg_checksums --enable active cela.</translation>
    </message>
    <message>
        <source>A workstation that dies may hold its locks for ever: set idle_in_transaction_session_timeout to 5min.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un poste qui s’arrête net peut garder ses verrous sans fin&#xa0;: réglez idle_in_transaction_session_timeout à 5min.</translation>
    </message>
    <message>
        <source>The server has no login {app}. Run what mhac server setup prints first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur n’a pas d’identifiant {app}. Lancez d’abord ce qu’affiche mhac server setup.</translation>
    </message>
    <message>
        <source>The clinic&apos;s tables are not there yet. Run mhac server prepare with the owner&apos;s address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les tables du centre n’y sont pas encore. Lancez mhac server prepare avec l’adresse du propriétaire.</translation>
    </message>
    <message>
        <source>The way to {host} is not encrypted: everybody on the network can read along. Turn ssl on at the server and write ?sslmode=verify-full&amp;sslrootcert=FILE behind the address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le chemin vers {host} n’est pas chiffré&#xa0;: chacun sur le réseau peut lire. Activez ssl sur le serveur et écrivez&#xa0;?sslmode=verify-full&amp;sslrootcert=FILE après l’adresse.</translation>
    </message>
    <message>
        <source>Every login of the server may connect to the clinic&apos;s database: REVOKE ALL ON DATABASE clinic FROM PUBLIC.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chaque identifiant du serveur peut se connecter à la base de données du centre&#xa0;: REVOKE ALL ON DATABASE clinic FROM PUBLIC.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not checked (sslmode {mode}): another machine could pretend to be the server. Write ?sslmode=verify-full&amp;sslrootcert=FILE behind the address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le certificat du serveur n’est pas vérifié (sslmode {mode})&#xa0;: une autre machine pourrait se faire passer pour le serveur. Écrivez&#xa0;?sslmode=verify-full&amp;sslrootcert=FILE après l’adresse.</translation>
    </message>
    <message>
        <source>A power cut loses what was saved: turn {settings} on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une coupure de courant perd ce qui était enregistré&#xa0;: activez {settings}.</translation>
    </message>
    <message>
        <source>Passwords are kept as {kept}: set password_encryption to scram-sha-256, then set them anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les mots de passe sont gardés en {kept}&#xa0;: réglez password_encryption à scram-sha-256, puis fixez-les à nouveau.</translation>
    </message>
    <message>
        <source>The clinic&apos;s login may not use: {tables}. Run mhac server prepare.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant du centre ne peut pas utiliser&#xa0;: {tables}. Lancez mhac server prepare.</translation>
    </message>
    <message>
        <source>The login {role} has no more rights than it needs.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant {role} n’a pas plus de droits qu’il ne lui en faut.</translation>
    </message>
    <message>
        <source>The login {role} may make tables: REVOKE ALL ON SCHEMA public FROM PUBLIC, and from it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant {role} peut créer des tables&#xa0;: REVOKE ALL ON SCHEMA public FROM PUBLIC, et de lui.</translation>
    </message>
    <message>
        <source>The login {role} owns {tables} tables and could change their shape: let an owner hold them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant {role} possède {tables} tables et pourrait en changer la forme&#xa0;: qu’un propriétaire les tienne.</translation>
    </message>
    <message>
        <source>The login {role} has {rights}. The clinic needs none of it: mhac server setup prints a better one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’identifiant {role} a {rights}. Le centre n’a besoin d’aucun de ces droits&#xa0;: mhac server setup en affiche un meilleur.</translation>
    </message>
    <message>
        <source>The way to the server is encrypted ({version}, sslmode {mode}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le chemin vers le serveur est chiffré ({version}, sslmode {mode}).</translation>
    </message>
    <message>
        <source>The server offers no TLS. As soon as another machine is to reach it: ssl = on, with a certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur n’offre pas TLS. Dès qu’une autre machine doit l’atteindre&#xa0;: ssl = on, avec un certificat.</translation>
    </message>
    <message>
        <source>The server accepts {version}: set ssl_min_protocol_version to TLSv1.2.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur accepte {version}&#xa0;: réglez ssl_min_protocol_version à TLSv1.2.</translation>
    </message>
    <message>
        <source>PostgreSQL {version}; {oldest} or newer is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>PostgreSQL {version}&#xa0;; il faut {oldest} ou plus récent.</translation>
    </message>
    <message>
        <source>Say which server: an administrator&apos;s login of this workstation, or a file with an address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites quel serveur&#xa0;: l’identifiant d’un administrateur de ce poste, ou un fichier avec une adresse.</translation>
    </message>
    <message>
        <source>The code in {file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le code dans {file} ne peut pas être lu&#xa0;: {why}</translation>
    </message>
    <message>
        <source>There is no way to ask for the code here: give --code-file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le code ne peut pas être demandé ici&#xa0;: donnez --code-file.</translation>
    </message>
</context>
<context>
    <name>MissedDialog</name>
    <message>
        <source>not known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>motif inconnu</translation>
    </message>
    <message>
        <source>could not be reached by phone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>injoignable par téléphone</translation>
    </message>
    <message>
        <source>ill</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>malade</translation>
    </message>
    <message>
        <source>no transport</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de transport</translation>
    </message>
    <message>
        <source>moved away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>a déménagé</translation>
    </message>
    <message>
        <source>did not know of the appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ne savait rien du rendez-vous</translation>
    </message>
    <message>
        <source>comes on another day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>vient un autre jour</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Absent</translation>
    </message>
    <message>
        <source>&amp;Note it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Noter</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
</context>
<context>
    <name>MoveDialog</name>
    <message>
        <source>Nobody else of this case has an open exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne d’autre de ce dossier n’a un examen ouvert.</translation>
    </message>
    <message>
        <source>Nobody else is in this case. Void the exam and begin it on the right person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne d’autre n’est dans ce dossier. Annulez l’examen et commencez-le pour la bonne personne.</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Please choose the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez la personne.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>Move the section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déplacer la section</translation>
    </message>
    <message>
        <source>Move section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déplacer la section</translation>
    </message>
    <message>
        <source>Move the exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déplacer l’examen</translation>
    </message>
    <message>
        <source>Move exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Déplacer l’examen</translation>
    </message>
    <message>
        <source>“{section}” was entered under {name}. To whom does it belong?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{section}&#xa0;» a été saisi sous {name}. À qui cela appartient-il&#xa0;?</translation>
    </message>
    <message>
        <source>The exam was entered under {name}. To whom does it belong?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen a été saisi sous {name}. À qui appartient-il&#xa0;?</translation>
    </message>
</context>
<context>
    <name>MrzField</name>
    <message>
        <source>Machine-readable zone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Zone de lecture automatique</translation>
    </message>
    <message>
        <source>Scan the passport or card here, or type its two or three lines</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Scannez ici le passeport ou la carte, ou tapez ses deux ou trois lignes</translation>
    </message>
    <message>
        <source>Document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Document</translation>
    </message>
    <message>
        <source>machine-readable zone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>zone de lecture automatique</translation>
    </message>
    <message>
        <source>All check digits fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tous les chiffres de contrôle correspondent</translation>
    </message>
    <message>
        <source>Not complete yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore complet</translation>
    </message>
    <message>
        <source>Compare with the document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Comparez avec le document</translation>
    </message>
    <message>
        <source>Use {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Utiliser {value}</translation>
    </message>
</context>
<context>
    <name>NameLine</name>
    <message>
        <source>Also called</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dit aussi</translation>
    </message>
    <message>
        <source>Former name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ancien nom</translation>
    </message>
    <message>
        <source>In own script</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En écriture d’origine</translation>
    </message>
    <message>
        <source>On another paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sur un autre papier</translation>
    </message>
    <message>
        <source>Why there is a further name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi il y a un autre nom</translation>
    </message>
    <message>
        <source>Family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom de famille</translation>
    </message>
    <message>
        <source>Further family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autre nom de famille</translation>
    </message>
    <message>
        <source>Given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prénoms</translation>
    </message>
    <message>
        <source>Further given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autres prénoms</translation>
    </message>
    <message>
        <source>Take this name away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enlever ce nom</translation>
    </message>
</context>
<context>
    <name>NamesEditor</name>
    <message>
        <source>Add a name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter un nom</translation>
    </message>
</context>
<context>
    <name>NeedsDialog</name>
    <message>
        <source>Travel needs of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Besoins de voyage de {name}</translation>
    </message>
    <message>
        <source>&amp;Save needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Enregistrer les besoins</translation>
    </message>
    <message>
        <source>&amp;Needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Besoins</translation>
    </message>
    <message>
        <source>Codes are those that airlines use; the list is the clinic&apos;s own data.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les codes sont ceux des compagnies aériennes&#xa0;; la liste est la donnée propre du centre.</translation>
    </message>
    <message>
        <source>needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nécessaire</translation>
    </message>
</context>
<context>
    <name>NeedsEditor</name>
    <message>
        <source>Type: wheelchair, oxygen, WCHC…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez&#xa0;: fauteuil, oxygène, WCHC…</translation>
    </message>
    <message>
        <source>Add a need or condition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter un besoin ou une condition</translation>
    </message>
    <message>
        <source>“{typed}” is half typed. Choose from the list, or empty the field.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est tapé qu’à moitié. Choisissez dans la liste, ou videz le champ.</translation>
    </message>
</context>
<context>
    <name>NewPasswordForm</name>
    <message>
        <source>Choose your own password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez votre propre mot de passe</translation>
    </message>
    <message>
        <source>Somebody else set the one that you have just given.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a fixé celui que vous venez de donner.</translation>
    </message>
    <message>
        <source>Set password and go on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fixer le mot de passe et continuer</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nouveau mot de passe</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau mot de passe, &amp;encore</translation>
    </message>
</context>
<context>
    <name>NewRecoveryCode</name>
    <message>
        <source>New recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau code de récupération</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Terminé</translation>
    </message>
    <message>
        <source>The code before it opens nothing any more: destroy that paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le code précédent n’ouvre plus rien&#xa0;: détruisez ce papier.</translation>
    </message>
</context>
<context>
    <name>NewStaffDialog</name>
    <message>
        <source>Add somebody to the staff</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter quelqu’un au personnel</translation>
    </message>
    <message>
        <source>Add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter</translation>
    </message>
</context>
<context>
    <name>NextFreeCard</name>
    <message>
        <source>Next free for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prochain libre</translation>
    </message>
    <message>
        <source>How many people</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Combien de personnes</translation>
    </message>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Service</translation>
    </message>
    <message>
        <source>No free time in the next 60 days.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun horaire libre dans les 60 prochains jours.</translation>
    </message>
    <message>
        <source>Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fixer</translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Name and note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom et note</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Enregistrer</translation>
    </message>
    <message>
        <source>N&amp;ame in the book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>N&amp;om dans l’agenda</translation>
    </message>
    <message>
        <source>&amp;Note for the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Note pour la fiche</translation>
    </message>
</context>
<context>
    <name>NumberDialog</name>
    <message>
        <source>Number at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro chez l’autorité</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Garder</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Press the button again to keep it as it is.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appuyez encore sur le bouton pour le garder tel quel.</translation>
    </message>
    <message>
        <source>Unusual form; expected is one like {example}. Look again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Forme inhabituelle&#xa0;; attendu&#xa0;: comme {example}. Regardez à nouveau.</translation>
    </message>
</context>
<context>
    <name>NumberLine</name>
    <message>
        <source>Kind of number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type de numéro</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Émis par</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valable jusqu’au</translation>
    </message>
    <message>
        <source>Take this number away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enlever ce numéro</translation>
    </message>
    <message>
        <source>Choose the issuer from the list, or leave it empty.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez l’autorité dans la liste, ou laissez vide.</translation>
    </message>
    <message>
        <source>“{typed}” is not a day. Write it like 05 Mar 2030.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>«&#xa0;{typed}&#xa0;» n’est pas un jour. Écrivez-le comme 05 mars 2030.</translation>
    </message>
    <message>
        <source>Unusual for this kind of number. Compare it with the paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inhabituel pour ce type de numéro. Comparez avec le papier.</translation>
    </message>
</context>
<context>
    <name>NumbersEditor</name>
    <message>
        <source>Add a number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter un numéro</translation>
    </message>
</context>
<context>
    <name>OtherExam</name>
    <message>
        <source>Nobody with an open exam is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune personne avec un examen ouvert ne correspond.</translation>
    </message>
    <message>
        <source>Name, number or scan</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom, numéro ou scan</translation>
    </message>
    <message>
        <source>&amp;Somebody else</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Quelqu’un d’autre</translation>
    </message>
</context>
<context>
    <name>OutlookStrip</name>
    <message>
        <source>Back to the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retour au vol</translation>
    </message>
    <message>
        <source>That day lies before the examination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce jour est avant l’examen.</translation>
    </message>
    <message>
        <source>Until {day}:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jusqu’au {day}&#xa0;:</translation>
    </message>
    <message>
        <source>Before the flight on {day}:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avant le vol du {day}&#xa0;:</translation>
    </message>
    <message>
        <source>{head} nothing changes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{head} rien ne change.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>et %n de plus</numerusform>
            <numerusform>et %n de plus</numerusform>
        </translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès le {day}</translation>
    </message>
    <message>
        <source>{when}: {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{when}&#xa0;: {what}</translation>
    </message>
    <message>
        <source>turns {number} on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>aura {number} ans le {day}</translation>
    </message>
    <message>
        <source>age in months becomes {number} on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>l’âge atteint {number} mois le {day}</translation>
    </message>
    <message>
        <source>age in days becomes {number} on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>l’âge atteint {number} jours le {day}</translation>
    </message>
    <message>
        <source>the examination is no longer valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>l’examen n’est plus valable</translation>
    </message>
    <message>
        <source>form {code} is needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>le formulaire {code} est nécessaire</translation>
    </message>
    <message>
        <source>{item} becomes required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: devient obligatoire</translation>
    </message>
    <message>
        <source>{item} is put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: à reporter</translation>
    </message>
    <message>
        <source>{item} must not be done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: à ne pas faire</translation>
    </message>
    <message>
        <source>whether {item} is needed depends on what is missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}&#xa0;: nécessaire ou non selon ce qui manque</translation>
    </message>
</context>
<context>
    <name>OverrideDialog</name>
    <message>
        <source>Decide otherwise</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décider autrement</translation>
    </message>
    <message>
        <source>Record the decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consigner la décision</translation>
    </message>
    <message>
        <source>The proposal is kept beside your decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La proposition est gardée à côté de votre décision.</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
</context>
<context>
    <name>OwnPasswordDialog</name>
    <message>
        <source>Change your password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changer votre mot de passe</translation>
    </message>
    <message>
        <source>Change password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changer le mot de passe</translation>
    </message>
    <message>
        <source>&amp;Old password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ancien mot de passe</translation>
    </message>
    <message>
        <source>&amp;New password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nouveau mot de passe</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau mot de passe, &amp;encore</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Veuillez remplir ceci.</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas le même mot de passe.</translation>
    </message>
</context>
<context>
    <name>OwnTemplates</name>
    <message>
        <source>&amp;Import a template…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Importer un modèle…</translation>
    </message>
    <message>
        <source>Ex&amp;port this edition…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>E&amp;xporter cette édition…</translation>
    </message>
    <message>
        <source>Retire this template…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer ce modèle…</translation>
    </message>
    <message>
        <source>Protocol templates (*.yaml *.yml)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modèles de protocole (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Import a template</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Importer un modèle</translation>
    </message>
    <message>
        <source>{file} cannot be read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ne peut pas être lu.</translation>
    </message>
    <message>
        <source>{file} is empty or too large for a template.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} est vide ou trop grand pour un modèle.</translation>
    </message>
    <message>
        <source>YAML, as it is written (*.yaml);;JSON, as the program reads it (*.json)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>YAML, tel qu’il est écrit (*.yaml);;JSON, tel que le programme le lit (*.json)</translation>
    </message>
    <message>
        <source>Export this edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Exporter cette édition</translation>
    </message>
    <message>
        <source>{file} cannot be written.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ne peut pas être écrit.</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Écrit dans {file}.</translation>
    </message>
    <message>
        <source>Retire this template?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer ce modèle&#xa0;?</translation>
    </message>
    <message>
        <source>Retire</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer</translation>
    </message>
    <message>
        <source>No new exam begins under it; exams that began under it stay with it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun nouvel examen ne commence selon lui&#xa0;; les examens commencés selon lui y restent.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>This could not be loaded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ceci n’a pas pu être chargé</translation>
    </message>
    <message>
        <source>Try again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réessayer</translation>
    </message>
    <message>
        <source>Not for your role</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas pour votre rôle</translation>
    </message>
    <message>
        <source>Ask the administrator if you need to see this page.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demandez à l’administrateur si vous devez voir cette page.</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chargement…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>PaperDialog</name>
    <message>
        <source>&amp;Print</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Imprimer</translation>
    </message>
    <message>
        <source>The slip as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le bon tel qu’il est imprimé</translation>
    </message>
    <message>
        <source>&amp;Save as PDF…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Enregistrer en PDF…</translation>
    </message>
    <message>
        <source>Printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impression</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Préparation</translation>
    </message>
    <message>
        <source>Save the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer le bon</translation>
    </message>
</context>
<context>
    <name>PaperPreview</name>
    <message>
        <source>Preview of the paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aperçu du papier</translation>
    </message>
    <message numerus="yes">
        <source>and %n more page(s)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>et encore %n page</numerusform>
            <numerusform>et encore %n pages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>Your &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Votre &amp;mot de passe</translation>
    </message>
    <message>
        <source>Please give your password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Veuillez donner votre mot de passe.</translation>
    </message>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verr. Maj. semble activé.</translation>
    </message>
</context>
<context>
    <name>PeopleDialog</name>
    <message>
        <source>Nobody is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne correspond à cette recherche.</translation>
    </message>
    <message>
        <source>Find a person by name or number, or scan the file. The family comes along.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cherchez une personne par nom ou numéro, ou scannez le dossier. La famille suit.</translation>
    </message>
    <message>
        <source>People to be booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes à inscrire</translation>
    </message>
    <message>
        <source>&amp;Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Qui</translation>
    </message>
    <message>
        <source>{name} is already booked: {when}, {room}, {service}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} a déjà un rendez-vous&#xa0;: {when}, {room}, {service}</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>Type any part of a name or number; arrows move, Enter opens the case file, Ctrl+N registers.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez une partie d’un nom ou d’un numéro&#xa0;; les flèches se déplacent, Entrée ouvre le dossier médical, Ctrl+N enregistre.</translation>
    </message>
    <message>
        <source>People &amp; families</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes et familles</translation>
    </message>
    <message>
        <source>Your role does not register people.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Votre rôle n’enregistre pas de personnes.</translation>
    </message>
    <message>
        <source>Register a family member</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer un membre de la famille</translation>
    </message>
    <message>
        <source>Register a person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer une personne</translation>
    </message>
    <message>
        <source>Correct {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Corriger {name}</translation>
    </message>
    <message>
        <source>Case {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier {number}</translation>
    </message>
    <message>
        <source>New case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau dossier</translation>
    </message>
</context>
<context>
    <name>PeopleTicks</name>
    <message>
        <source>Whom it concerns</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>De qui il s’agit</translation>
    </message>
</context>
<context>
    <name>PeriodPicture</name>
    <message>
        <source>Week, rooms by days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Semaine, salles par jour</translation>
    </message>
    <message>
        <source>Month</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mois</translation>
    </message>
    <message>
        <source>closed: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>fermé&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>fermé</translation>
    </message>
    <message>
        <source>{share} % taken</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{share}&#xa0;% pris</translation>
    </message>
    <message>
        <source>closed {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>fermé {time}</translation>
    </message>
    <message>
        <source>full</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>complet</translation>
    </message>
    <message>
        <source>free from {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>libre dès {time}</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermé</translation>
    </message>
    <message>
        <source>from {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès {time}</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>Female</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Féminin</translation>
    </message>
    <message>
        <source>Male</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Masculin</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sexe</translation>
    </message>
    <message>
        <source>Unspecified, X in a passport</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non précisé, X dans un passeport</translation>
    </message>
    <message>
        <source>National</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>National</translation>
    </message>
    <message>
        <source>No camp</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun camp</translation>
    </message>
    <message>
        <source>{camp} (closed)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{camp} (fermé)</translation>
    </message>
    <message>
        <source>Needs an &amp;interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A besoin d’un &amp;interprète</translation>
    </message>
    <message>
        <source>&amp;Family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nom de famille</translation>
    </message>
    <message>
        <source>&amp;Given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Prénoms</translation>
    </message>
    <message>
        <source>&amp;Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Sexe</translation>
    </message>
    <message>
        <source>&amp;Birth date or age</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Date de naissance ou âge</translation>
    </message>
    <message>
        <source>&amp;Nationality</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Na&amp;tionalité</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Statut</translation>
    </message>
    <message>
        <source>Country of origin</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays d’origine</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de naissance</translation>
    </message>
    <message>
        <source>&amp;Telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Téléphon&amp;e</translation>
    </message>
    <message>
        <source>Papers and n&amp;umbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Papiers et n&amp;uméros</translation>
    </message>
    <message>
        <source>Ca&amp;mp</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ca&amp;mp</translation>
    </message>
    <message>
        <source>Add&amp;ress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ad&amp;resse</translation>
    </message>
    <message>
        <source>&amp;Languages, preferred first</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Langues, la préférée d’abord</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Interprète</translation>
    </message>
    <message>
        <source>Further names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autres noms</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>N&amp;ote</translation>
    </message>
</context>
<context>
    <name>PersonPreview</name>
    <message>
        <source>Choose a person to see the file and the family.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez une personne pour voir son dossier et sa famille.</translation>
    </message>
    <message>
        <source>Photo of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Photo de {name}</translation>
    </message>
    <message>
        <source>Open case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir le dossier</translation>
    </message>
    <message>
        <source>Correct</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Corriger</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Statut</translation>
    </message>
    <message>
        <source>Origin</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Origine</translation>
    </message>
    <message>
        <source>Born in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Né(e) en</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>Home</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Domicile</translation>
    </message>
    <message>
        <source>Languages</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langues</translation>
    </message>
    <message>
        <source>Further names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autres noms</translation>
    </message>
    <message>
        <source>Note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Note</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>jusqu’au {day}</translation>
    </message>
    <message>
        <source>Consent not recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement non consigné</translation>
    </message>
    <message>
        <source>Consent given</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement donné</translation>
    </message>
    <message>
        <source>Consent refused or withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Consentement refusé ou retiré</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Interprète</translation>
    </message>
    <message>
        <source>Family and case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Famille et dossier</translation>
    </message>
    <message>
        <source>Edit family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermé</translation>
    </message>
    <message>
        <source>travels apart</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>voyage à part</translation>
    </message>
    <message>
        <source>In no case yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Encore dans aucun dossier.</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir un dossier</translation>
    </message>
</context>
<context>
    <name>PhotoPicker</name>
    <message>
        <source>Photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Photo</translation>
    </message>
    <message>
        <source>Choose &amp;photo…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir une p&amp;hoto…</translation>
    </message>
    <message>
        <source>&amp;Take photo…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre une &amp;photo…</translation>
    </message>
    <message>
        <source>Will be kept when you save.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sera gardée à l’enregistrement.</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Images (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif)</translation>
    </message>
    <message>
        <source>Choose photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir une photo</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Nothing is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne correspond.</translation>
    </message>
</context>
<context>
    <name>PictureField</name>
    <message>
        <source>This picture is too large; save it smaller.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette image est trop grande&#xa0;; enregistrez-la plus petite.</translation>
    </message>
    <message>
        <source>This file is no picture that can be read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce fichier n’est pas une image lisible.</translation>
    </message>
    <message>
        <source>Choose picture…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir une image…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>PNG or JPEG</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>PNG ou JPEG</translation>
    </message>
    <message>
        <source>Choose picture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir une image</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Images (*.png *.jpg *.jpeg)</translation>
    </message>
</context>
<context>
    <name>PinCard</name>
    <message>
        <source>Put aside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>De côté</translation>
    </message>
    <message>
        <source>They keep their time until they are put down. Ctrl+V takes up the last one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ils gardent leur horaire jusqu’à ce qu’ils soient posés. Ctrl+V reprend le dernier.</translation>
    </message>
    <message>
        <source>Put down</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Poser</translation>
    </message>
    <message>
        <source>Let go</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lâcher</translation>
    </message>
</context>
<context>
    <name>PlaceStep</name>
    <message>
        <source>Place of the data</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Emplacement des données</translation>
    </message>
    <message>
        <source>Only who signs in can open it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seul qui se connecte peut l’ouvrir.</translation>
    </message>
    <message>
        <source>On this computer, in an encrypted file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sur cet ordinateur, dans un fichier chiffré</translation>
    </message>
    <message>
        <source>On a PostgreSQL server, for several workstations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sur un serveur PostgreSQL, pour plusieurs postes</translation>
    </message>
    <message>
        <source>&amp;Address of the database</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Adresse de la base de données</translation>
    </message>
    <message>
        <source>from whoever runs the server; encryption of the server&apos;s disk is the server&apos;s matter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>de celui qui exploite le serveur&#xa0;; le chiffrement du disque du serveur lui revient</translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier&#xa0;: {folder}</translation>
    </message>
    <message>
        <source>An address looks like postgresql://user@server/clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une adresse ressemble à postgresql://user@server/clinic</translation>
    </message>
</context>
<context>
    <name>PrintBar</name>
    <message>
        <source>Printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imprimante</translation>
    </message>
    <message>
        <source>A4</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A4</translation>
    </message>
    <message>
        <source>Letter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Letter</translation>
    </message>
    <message>
        <source>Paper size</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Format du papier</translation>
    </message>
    <message>
        <source> ×</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation> ×</translation>
    </message>
    <message>
        <source>Copies</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Exemplaires</translation>
    </message>
    <message>
        <source>P&amp;rinter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mprimante</translation>
    </message>
    <message>
        <source>No printer here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas d’imprimante</translation>
    </message>
</context>
<context>
    <name>ProfileForm</name>
    <message>
        <source>Logo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Logo</translation>
    </message>
    <message>
        <source>&amp;Name of the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nom du centre</translation>
    </message>
    <message>
        <source>&amp;Place, as on papers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Lieu, comme sur les papiers</translation>
    </message>
    <message>
        <source>for example: Kigali, Rwanda</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>par exemple&#xa0;: Kigali, Rwanda</translation>
    </message>
    <message>
        <source>&amp;Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Pays</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fuseau &amp;horaire</translation>
    </message>
    <message>
        <source>&amp;Short code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Code court</translation>
    </message>
    <message>
        <source>2 to 8 letters or digits; begins file and certificate numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>2 à 8 lettres ou chiffres&#xa0;; commence les numéros de dossier et de certificat</translation>
    </message>
    <message>
        <source>P&amp;hone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Téléphone</translation>
    </message>
    <message>
        <source>L&amp;ogo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L&amp;ogo</translation>
    </message>
    <message>
        <source>a picture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>une image</translation>
    </message>
    <message>
        <source>Please give the clinic&apos;s name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez le nom du centre.</translation>
    </message>
    <message>
        <source>Choose a country from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un pays dans la liste.</translation>
    </message>
    <message>
        <source>Choose a time zone from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un fuseau horaire dans la liste.</translation>
    </message>
    <message>
        <source>2 to 8 letters or digits, without spaces.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>2 à 8 lettres ou chiffres, sans espaces.</translation>
    </message>
</context>
<context>
    <name>ProfilePanel</name>
    <message>
        <source>The clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre</translation>
    </message>
    <message>
        <source>As it stands on the screens and on every paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tel qu’il figure à l’écran et sur chaque papier.</translation>
    </message>
</context>
<context>
    <name>Protocols</name>
    <message>
        <source>Birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Date de naissance</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sexe</translation>
    </message>
    <message>
        <source>Category</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Catégorie</translation>
    </message>
    <message>
        <source>Citizenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nationalité</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de naissance</translation>
    </message>
    <message>
        <source>Country of the examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de l’examen</translation>
    </message>
    <message>
        <source>Countries lived in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pays de séjour passés</translation>
    </message>
    <message>
        <source>Departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Départ</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivée</translation>
    </message>
    <message>
        <source>Check before departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle avant le départ</translation>
    </message>
    <message>
        <source>History taken and person examined</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Antécédents pris et personne examinée</translation>
    </message>
    <message>
        <source>Pregnant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enceinte</translation>
    </message>
    <message>
        <source>Weeks of pregnancy</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Semaines de grossesse</translation>
    </message>
    <message>
        <source>Weight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Poids</translation>
    </message>
    <message>
        <source>Symptoms or signs of TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Symptômes ou signes de tuberculose</translation>
    </message>
    <message>
        <source>Contact with somebody who had TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contact avec une personne tuberculeuse</translation>
    </message>
    <message>
        <source>That contact is of the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce contact est de la famille</translation>
    </message>
    <message>
        <source>TB in the past</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tuberculose dans le passé</translation>
    </message>
    <message>
        <source>Chest X-ray</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Radiographie du thorax</translation>
    </message>
    <message>
        <source>Sputum smears</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Frottis de crachats</translation>
    </message>
    <message>
        <source>Sputum cultures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cultures de crachats</translation>
    </message>
    <message>
        <source>Molecular test of sputum</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Test moléculaire des crachats</translation>
    </message>
    <message>
        <source>Length of stay</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Durée du séjour</translation>
    </message>
    <message>
        <source>Occupation</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Profession</translation>
    </message>
    <message>
        <source>Travels with the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyage avec la famille</translation>
    </message>
    <message>
        <source>Influenza season</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saison de la grippe</translation>
    </message>
    <message>
        <source>Day until which the examination holds</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour jusqu’auquel l’examen vaut</translation>
    </message>
    <message>
        <source>Day of the last live vaccine</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour du dernier vaccin vivant</translation>
    </message>
    <message>
        <source>Day from which the validity counts</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jour dès lequel la validité compte</translation>
    </message>
    <message>
        <source>Active TB is suspected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tuberculose active suspectée</translation>
    </message>
    <message>
        <source>Disease of the blood</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Maladie du sang</translation>
    </message>
    <message>
        <source>Dependent child</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enfant à charge</translation>
    </message>
    <message>
        <source>Hansen&apos;s disease: form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Maladie de Hansen&#xa0;: forme</translation>
    </message>
    <message>
        <source>Hansen&apos;s disease: days of treatment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Maladie de Hansen&#xa0;: jours de traitement</translation>
    </message>
    <message>
        <source>Mental disorder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Trouble mental</translation>
    </message>
    <message>
        <source>Mental disorder: harmful behaviour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Trouble mental&#xa0;: comportement dangereux</translation>
    </message>
    <message>
        <source>Substance use: months without criteria</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Usage de substances&#xa0;: mois sans critères</translation>
    </message>
    <message>
        <source>Mental disorder: months since harm</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Trouble mental&#xa0;: mois depuis l’événement dangereux</translation>
    </message>
    <message>
        <source>Substance use: substance</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Usage de substances&#xa0;: substance</translation>
    </message>
    <message>
        <source>Danger to public safety</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Danger pour la sécurité publique</translation>
    </message>
    <message>
        <source>Second urine taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Deuxième urine prélevée le</translation>
    </message>
    <message>
        <source>First sputum taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Premier crachat prélevé le</translation>
    </message>
    <message>
        <source>Second sputum taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Deuxième crachat prélevé le</translation>
    </message>
    <message>
        <source>Third sputum taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Troisième crachat prélevé le</translation>
    </message>
    <message>
        <source>Months since the contact with TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mois depuis le contact avec la tuberculose</translation>
    </message>
    <message>
        <source>Kind of TB infection test</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type de test d’infection tuberculeuse</translation>
    </message>
    <message>
        <source>Poor vision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mauvaise vue</translation>
    </message>
    <message>
        <source>negative</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>négatif</translation>
    </message>
    <message>
        <source>positive</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>positif</translation>
    </message>
    <message>
        <source>indeterminate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>indéterminé</translation>
    </message>
    <message>
        <source>pending</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en attente</translation>
    </message>
    <message>
        <source>normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>normal</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>anormal</translation>
    </message>
    <message>
        <source>suggests TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>évoque la tuberculose</translation>
    </message>
    <message>
        <source>other finding</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>autre constat</translation>
    </message>
    <message>
        <source>not TB, no class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de tuberculose, aucune classe</translation>
    </message>
    <message>
        <source>declined</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>refusé par la personne</translation>
    </message>
    <message>
        <source>put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>reporté</translation>
    </message>
    <message>
        <source>reactive</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>réactif</translation>
    </message>
    <message>
        <source>not reactive</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non réactif</translation>
    </message>
    <message>
        <source>none</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>aucun</translation>
    </message>
    <message>
        <source>current</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>actuel</translation>
    </message>
    <message>
        <source>past</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>passé</translation>
    </message>
    <message>
        <source>trace</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>traces</translation>
    </message>
    <message>
        <source>independent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>autonome</translation>
    </message>
    <message>
        <source>dependent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dépendant</translation>
    </message>
    <message>
        <source>health care</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>soins de santé</translation>
    </message>
    <message>
        <source>care</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>soins</translation>
    </message>
    <message>
        <source>child care</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>garde d’enfants</translation>
    </message>
    <message>
        <source>care at home</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>soins à domicile</translation>
    </message>
    <message>
        <source>education</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>enseignement</translation>
    </message>
    <message>
        <source>agriculture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>agriculture</translation>
    </message>
    <message>
        <source>other</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>autre</translation>
    </message>
    <message>
        <source>complete</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>complet</translation>
    </message>
    <message>
        <source>refused</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>refusé</translation>
    </message>
    <message>
        <source>accepted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>accepté</translation>
    </message>
    <message>
        <source>skin test</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>test cutané</translation>
    </message>
    <message>
        <source>multibacillary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>multibacillaire</translation>
    </message>
    <message>
        <source>paucibacillary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>paucibacillaire</translation>
    </message>
    <message>
        <source>primary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>primaire</translation>
    </message>
    <message>
        <source>secondary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>secondaire</translation>
    </message>
    <message>
        <source>early latent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>latente précoce</translation>
    </message>
    <message>
        <source>late latent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>latente tardive</translation>
    </message>
    <message>
        <source>tertiary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>tertiaire</translation>
    </message>
    <message>
        <source>controlled substance</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>substance contrôlée</translation>
    </message>
    <message>
        <source>alcohol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>alcool</translation>
    </message>
    <message>
        <source>Edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Édition</translation>
    </message>
    <message>
        <source>adopted {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>adoptée le {day}</translation>
    </message>
    <message>
        <source>not adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non adoptée</translation>
    </message>
    <message>
        <source>in force</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en vigueur</translation>
    </message>
    <message>
        <source>the clinic&apos;s own</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>propre au centre</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès le {day}</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code</translation>
    </message>
    <message>
        <source>What it says</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qu’elle dit</translation>
    </message>
    <message>
        <source>Adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Adoptée</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirée</translation>
    </message>
    <message>
        <source>File</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fichier</translation>
    </message>
    <message>
        <source>Retired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retiré du service</translation>
    </message>
    <message>
        <source>Value</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifié par</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Mark</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mention</translation>
    </message>
    <message>
        <source>unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inconnu</translation>
    </message>
    <message>
        <source>on the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>sur la liste</translation>
    </message>
    <message>
        <source>not on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas sur la liste</translation>
    </message>
    <message>
        <source>was {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>était {value}</translation>
    </message>
    <message>
        <source>changed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>modifié ici</translation>
    </message>
    <message>
        <source>What</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quoi</translation>
    </message>
    <message>
        <source>Now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Maintenant</translation>
    </message>
    <message>
        <source>Until the travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>D’ici au voyage</translation>
    </message>
    <message>
        <source>Source</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Source</translation>
    </message>
    <message>
        <source>official</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>officiel</translation>
    </message>
    <message>
        <source>read in a copy</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>lu dans une copie</translation>
    </message>
    <message>
        <source>to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à confirmer</translation>
    </message>
    <message>
        <source>disabled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>désactivée</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>confirmée</translation>
    </message>
    <message>
        <source>asks for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>demande</translation>
    </message>
    <message>
        <source>puts off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>reporte</translation>
    </message>
    <message>
        <source>forbids</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>interdit</translation>
    </message>
    <message>
        <source>offers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>propose</translation>
    </message>
    <message>
        <source>does not ask for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ne demande pas</translation>
    </message>
    <message>
        <source>gives the class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>donne la classe</translation>
    </message>
    <message>
        <source>grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>cote</translation>
    </message>
    <message>
        <source>needs the form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>demande le formulaire</translation>
    </message>
    <message>
        <source>warns</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>avertit</translation>
    </message>
    <message>
        <source>holds travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bloque le voyage</translation>
    </message>
    <message>
        <source>keeps from being cleared</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>empêche l’autorisation de voyager</translation>
    </message>
    <message>
        <source>gives</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>donne</translation>
    </message>
    <message>
        <source>vaccinates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>vaccine</translation>
    </message>
    <message>
        <source>sets the validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>fixe la validité</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demandé</translation>
    </message>
    <message>
        <source>Put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reporté</translation>
    </message>
    <message>
        <source>Offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Proposé</translation>
    </message>
    <message>
        <source>Must not be done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ne doit pas être fait</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore connu</translation>
    </message>
    <message>
        <source>Not asked for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non demandé</translation>
    </message>
    <message>
        <source>Yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Oui</translation>
    </message>
    <message>
        <source>No</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non</translation>
    </message>
    <message>
        <source>not together with: {others}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas en même temps que&#xa0;: {others}</translation>
    </message>
    <message>
        <source>comment demanded on {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>commentaire exigé pour {grade}</translation>
    </message>
    <message>
        <source>no comment on {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de commentaire pour {grade}</translation>
    </message>
    <message>
        <source>{what}: {own} here, changed by the clinic; the edition says {given}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what}&#xa0;: {own} ici, modifié par le centre&#xa0;; l’édition dit {given}</translation>
    </message>
    <message>
        <source>as of {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>au {day}</translation>
    </message>
    <message>
        <source>countries named: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pays nommés&#xa0;: {count}</translation>
    </message>
    <message>
        <source>who is not named is not on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>qui n’est pas nommé n’y est pas</translation>
    </message>
    <message>
        <source>who is not named is unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>qui n’est pas nommé est inconnu</translation>
    </message>
</context>
<context>
    <name>ProtocolsPage</name>
    <message>
        <source>Protocols</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocoles</translation>
    </message>
    <message>
        <source>Library</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bibliothèque</translation>
    </message>
    <message>
        <source>What would be asked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui serait demandé</translation>
    </message>
    <message>
        <source>Open exams</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens ouverts</translation>
    </message>
    <message>
        <source>View</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vue</translation>
    </message>
    <message>
        <source>A panel physician adopts an edition before the first signature under it; Enter changes a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un médecin agréé adopte une édition avant la première signature selon elle&#xa0;; Entrée modifie une valeur.</translation>
    </message>
    <message>
        <source>Type an age and see what would be asked; no record is touched. Alt and a letter leads to a field.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez un âge et voyez ce qui serait demandé&#xa0;; aucune fiche n’est touchée. Alt et une lettre mènent à un champ.</translation>
    </message>
    <message>
        <source>Exams stay with the edition they began with. Enter opens the case file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les examens restent avec l’édition de leur début. Entrée ouvre le dossier médical.</translation>
    </message>
    <message>
        <source>No protocol is here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas de protocole ici</translation>
    </message>
    <message>
        <source>An administrator imports a template.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un administrateur importe un modèle.</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Entered by another role</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisi par un autre rôle</translation>
    </message>
    <message>
        <source>Measured again, it is right</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mesuré à nouveau, c’est juste</translation>
    </message>
    <message>
        <source>No</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non</translation>
    </message>
    <message>
        <source>N</source>
        <comment>key for No</comment>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>N</translation>
    </message>
    <message>
        <source>Yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Oui</translation>
    </message>
    <message>
        <source>Y</source>
        <comment>key for Yes</comment>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>O</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Lock screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verrouiller l’écran</translation>
    </message>
    <message>
        <source>Workstation {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Poste {name}</translation>
    </message>
    <message>
        <source>Today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aujourd’hui</translation>
    </message>
    <message>
        <source>Appointments</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rendez-vous</translation>
    </message>
    <message>
        <source>Clinic floor</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Parcours du jour</translation>
    </message>
    <message>
        <source>My station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mon poste</translation>
    </message>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Restés ouverts</translation>
    </message>
    <message>
        <source>People &amp; families</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes et familles</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier médical</translation>
    </message>
    <message>
        <source>Examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen</translation>
    </message>
    <message>
        <source>Departures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Départs</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificats</translation>
    </message>
    <message>
        <source>Submissions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Transmissions</translation>
    </message>
    <message>
        <source>Administration</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Administration</translation>
    </message>
    <message>
        <source>Protocols</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Protocoles</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
</context>
<context>
    <name>ReasonsBox</name>
    <message>
        <source>Why</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi</translation>
    </message>
    <message>
        <source>No rule speaks of it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune règle n’en parle.</translation>
    </message>
    <message>
        <source>Choose a line to read why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez une ligne pour lire pourquoi.</translation>
    </message>
</context>
<context>
    <name>RecoveryCode</name>
    <message>
        <source>If every administrator&apos;s password is lost, this code is the only way back to the clinic&apos;s data. Print it, put it into an envelope and lock it away. It is not shown again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si le mot de passe de tous les administrateurs est perdu, ce code est le seul chemin vers les données du centre. Imprimez-le, mettez-le dans une enveloppe et enfermez-le. Il n’est plus montré ensuite.</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code de récupération</translation>
    </message>
    <message>
        <source>Print…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imprimer…</translation>
    </message>
    <message>
        <source>Type it again from the &amp;paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez-le à nouveau d’après le &amp;papier</translation>
    </message>
    <message>
        <source>This is the code. Keep the paper safe.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C’est le code. Gardez le papier en lieu sûr.</translation>
    </message>
    <message>
        <source>Please type the code as it stands on the paper; hyphens may be left out.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez le code tel qu’il figure sur le papier&#xa0;; les tirets peuvent être omis.</translation>
    </message>
    <message>
        <source>This is not the code; compare it sign by sign.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas le code&#xa0;; comparez-le signe par signe.</translation>
    </message>
    <message>
        <source>The printer did not take it. Try again, or write the code down by hand.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’imprimante ne l’a pas pris. Réessayez, ou recopiez le code à la main.</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Administrateur</translation>
    </message>
</context>
<context>
    <name>RecoveryForm</name>
    <message>
        <source>Lost password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de passe perdu</translation>
    </message>
    <message>
        <source>An administrator can reset your password. An administrator who lost his own comes in by the recovery code that was printed when the clinic was founded.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un administrateur peut réinitialiser votre mot de passe. Un administrateur qui a perdu le sien entre par le code de récupération imprimé à la fondation du centre.</translation>
    </message>
    <message>
        <source>Set new password and sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fixer le nouveau mot de passe et se connecter</translation>
    </message>
    <message>
        <source>&amp;Recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Code de récupération</translation>
    </message>
    <message>
        <source>as printed; hyphens may be left out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>comme imprimé&#xa0;; les tirets peuvent être omis</translation>
    </message>
    <message>
        <source>Administrator&apos;s &amp;login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Identifiant de l’administrateur</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nouveau mot de passe</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau mot de passe, &amp;encore</translation>
    </message>
    <message>
        <source>Back to sign-in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retour à la connexion</translation>
    </message>
</context>
<context>
    <name>RecoveryStep</name>
    <message>
        <source>Recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Code de récupération</translation>
    </message>
</context>
<context>
    <name>Registration</name>
    <message>
        <source>Name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom</translation>
    </message>
    <message>
        <source>File number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro de dossier médical</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>From</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Origine</translation>
    </message>
    <message>
        <source>y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ans</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mois</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>j</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance inconnue</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>né(e) le {day}</translation>
    </message>
    <message>
        <source>Female</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Féminin</translation>
    </message>
    <message>
        <source>Male</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Masculin</translation>
    </message>
    <message>
        <source>Unspecified</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non précisé</translation>
    </message>
    <message>
        <source>same document or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>même document ou numéro</translation>
    </message>
    <message>
        <source>same name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>même nom</translation>
    </message>
    <message>
        <source>similar name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nom semblable</translation>
    </message>
    <message>
        <source>same birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>même date de naissance</translation>
    </message>
    <message>
        <source>birth date possible</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance possible</translation>
    </message>
    <message>
        <source>birth date differs by a slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance à une erreur de frappe près</translation>
    </message>
    <message>
        <source>birth date near</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>date de naissance proche</translation>
    </message>
    <message>
        <source>same telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>même téléphone</translation>
    </message>
    <message>
        <source>Kind of document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type de document</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Autorité de délivrance</translation>
    </message>
    <message>
        <source>Names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Noms</translation>
    </message>
    <message>
        <source>Document number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro du document</translation>
    </message>
    <message>
        <source>Check digit of the number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chiffre de contrôle du numéro</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nationalité</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Date de naissance</translation>
    </message>
    <message>
        <source>Check digit of the birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chiffre de contrôle de la date de naissance</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sexe</translation>
    </message>
    <message>
        <source>Expiry date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Date d’expiration</translation>
    </message>
    <message>
        <source>Check digit of the expiry date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chiffre de contrôle de la date d’expiration</translation>
    </message>
    <message>
        <source>Optional data</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Données facultatives</translation>
    </message>
    <message>
        <source>Check digit of the optional data</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chiffre de contrôle des données facultatives</translation>
    </message>
    <message>
        <source>Overall check digit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chiffre de contrôle général</translation>
    </message>
</context>
<context>
    <name>RegistrationView</name>
    <message>
        <source>Start anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Recommencer</translation>
    </message>
    <message>
        <source>Empty the form and forget what was typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vider le formulaire et oublier ce qui a été saisi</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abandonner</translation>
    </message>
    <message>
        <source>Register and add family member</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer et ajouter un membre de la famille</translation>
    </message>
    <message>
        <source>Register</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+Entrée</translation>
    </message>
    <message>
        <source>Save changes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer les modifications</translation>
    </message>
    <message>
        <source>Look once more, then save again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Regardez encore une fois, puis enregistrez à nouveau.</translation>
    </message>
    <message>
        <source>Something is missing or not right; it is marked beside the fields.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelque chose manque ou n’est pas juste&#xa0;; c’est marqué à côté des champs.</translation>
    </message>
    <message>
        <source>Not saved; it is marked beside the field why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non enregistré&#xa0;; le motif est marqué à côté du champ.</translation>
    </message>
</context>
<context>
    <name>RenewKeyNotice</name>
    <message>
        <source>Renew the key now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Renouveler la clé maintenant</translation>
    </message>
    <message>
        <source>The clinic gets a new password at its server. Every other workstation is cut off at once; its users join again with an enrolment paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre reçoit un nouveau mot de passe auprès de son serveur. Tous les autres postes sont coupés aussitôt&#xa0;; leurs utilisateurs reviennent avec un papier d’inscription.</translation>
    </message>
    <message>
        <source>All data gets a new key; every password goes on working. It takes a moment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Toutes les données reçoivent une nouvelle clé&#xa0;; chaque mot de passe reste valable. Cela prend un moment.</translation>
    </message>
    <message>
        <source>{name} no longer has access. Who kept a copy of a workstation&apos;s keys could still reach the server: renew its password. Every other workstation then joins again with a paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} n’a plus accès. Qui a gardé une copie des clés d’un poste pourrait encore atteindre le serveur&#xa0;: renouvelez son mot de passe. Chaque autre poste revient ensuite avec un papier.</translation>
    </message>
    <message>
        <source>{name} no longer has access. A copy of the old file could still be opened with the old password: renew the key of the data.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} n’a plus d’accès. Une copie de l’ancien fichier pourrait encore être ouverte avec l’ancien mot de passe&#xa0;: renouvelez la clé des données.</translation>
    </message>
    <message>
        <source>The data has a new key. The next backup uses it too.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les données ont une nouvelle clé. La prochaine sauvegarde l’utilise aussi.</translation>
    </message>
</context>
<context>
    <name>RequestSlipDialog</name>
    <message>
        <source>Request slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bon de demande</translation>
    </message>
</context>
<context>
    <name>RequirementList</name>
    <message>
        <source>Requirements</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Exigences</translation>
    </message>
    <message>
        <source>The requirements appear once the exam has begun.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les exigences apparaissent dès que l’examen a commencé.</translation>
    </message>
</context>
<context>
    <name>ResetPasswordDialog</name>
    <message>
        <source>New password for {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau mot de passe pour {name}</translation>
    </message>
    <message>
        <source>Set password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fixer le mot de passe</translation>
    </message>
    <message>
        <source>At the next sign-in, {name} must choose an own one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À la prochaine connexion, {name} doit en choisir un personnel.</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nouveau mot de passe</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau mot de passe, &amp;encore</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas le même mot de passe.</translation>
    </message>
</context>
<context>
    <name>Roles</name>
    <message>
        <source>Receptionist</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réceptionniste</translation>
    </message>
    <message>
        <source>Nurse</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Infirmier</translation>
    </message>
    <message>
        <source>Physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Médecin</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Administrateur</translation>
    </message>
</context>
<context>
    <name>RoomPicker</name>
    <message>
        <source>Room in which you sit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salle où vous êtes</translation>
    </message>
    <message>
        <source>The room that you call people to</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La salle où vous appelez les gens</translation>
    </message>
    <message>
        <source>No room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sans salle</translation>
    </message>
</context>
<context>
    <name>RoomsEditor</name>
    <message>
        <source>Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salle</translation>
    </message>
    <message>
        <source>Kind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type</translation>
    </message>
    <message>
        <source>Add a room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter une salle</translation>
    </message>
    <message>
        <source>Give every room a name, or remove it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez un nom à chaque salle, ou supprimez-la.</translation>
    </message>
    <message>
        <source>Two rooms have the same name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Deux salles ont le même nom.</translation>
    </message>
    <message>
        <source>At least one room is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au moins une salle est nécessaire.</translation>
    </message>
    <message>
        <source>Name of the room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom de la salle</translation>
    </message>
    <message>
        <source>Kind of room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type de salle</translation>
    </message>
    <message>
        <source>in use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en service</translation>
    </message>
</context>
<context>
    <name>RoomsPanel</name>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles</translation>
    </message>
    <message>
        <source>The columns of the appointment book, in this order.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les colonnes de l’agenda, dans cet ordre.</translation>
    </message>
    <message>
        <source>in use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>en service</translation>
    </message>
    <message>
        <source>not in use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hors service</translation>
    </message>
</context>
<context>
    <name>RoomsStep</name>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salles</translation>
    </message>
    <message>
        <source>The columns of the appointment book, in this order.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les colonnes de l’agenda, dans cet ordre.</translation>
    </message>
</context>
<context>
    <name>SamePaperDialog</name>
    <message>
        <source>This paper is on file already</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce document figure déjà dans un dossier</translation>
    </message>
    <message>
        <source>Number {number} stands on the file of {name}, {file_number}. If it is the same person, open that file. If both have this paper, say why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le numéro {number} figure dans le dossier médical de {name}, {file_number}. Si c’est la même personne, ouvrez ce dossier. Si les deux ont ce document, dites pourquoi.</translation>
    </message>
    <message>
        <source>&amp;Open that file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ouvrir ce dossier</translation>
    </message>
    <message>
        <source>Register another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrer une autre personne</translation>
    </message>
    <message>
        <source>Keep it on both files</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Garder dans les deux dossiers</translation>
    </message>
</context>
<context>
    <name>SavedLabel</name>
    <message>
        <source>Saved {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistré {when}</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enregistrement…</translation>
    </message>
</context>
<context>
    <name>ScreeningDialog</name>
    <message>
        <source>Screening of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle de {name}</translation>
    </message>
    <message>
        <source>&amp;Record screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Enregistrer le contrôle</translation>
    </message>
    <message>
        <source>{flight}, {departs}. N answers no, Y yes, Tab goes on. Questions with * must be answered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{flight}, {departs}. N répond non, O oui, Tab continue. Les questions marquées * demandent une réponse.</translation>
    </message>
    <message>
        <source>Start &amp;anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Recommencer</translation>
    </message>
    <message>
        <source>Empty all answers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vider toutes les réponses</translation>
    </message>
    <message>
        <source>What you answered until {time} is back. Record the screening to keep it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que vous aviez répondu jusqu’à {time} est de retour. Consignez le contrôle pour le garder.</translation>
    </message>
    <message>
        <source>Holds:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bloque&#xa0;:</translation>
    </message>
    <message>
        <source>To be judged:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À juger&#xa0;:</translation>
    </message>
</context>
<context>
    <name>SectionForm</name>
    <message>
        <source>Systems</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Systèmes</translation>
    </message>
    <message>
        <source>State on examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État à l’examen</translation>
    </message>
    <message>
        <source>&amp;Mark the rest normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Marquer le reste normal</translation>
    </message>
    <message>
        <source>After you have examined: sets the systems that are still open to normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Après votre examen&#xa0;: met à normal les systèmes encore ouverts</translation>
    </message>
</context>
<context>
    <name>SectionsList</name>
    <message>
        <source>Sections</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sections</translation>
    </message>
</context>
<context>
    <name>SeenAndNow</name>
    <message>
        <source>Somebody else changed this meanwhile.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a modifié ceci entre-temps.</translation>
    </message>
    <message>
        <source>You saw</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous aviez vu</translation>
    </message>
    <message>
        <source>Now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Maintenant</translation>
    </message>
    <message>
        <source>Press “{act}” once more to do it all the same, or leave it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appuyez encore une fois sur «&#xa0;{act}&#xa0;» pour le faire quand même, ou renoncez.</translation>
    </message>
    <message>
        <source>Nothing of what you see here is different. Press “{act}” once more, or leave it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien de ce que vous voyez ici n’est différent. Appuyez encore une fois sur «&#xa0;{act}&#xa0;», ou renoncez.</translation>
    </message>
</context>
<context>
    <name>SeriesDialog</name>
    <message>
        <source>Sputum specimen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prélèvement de crachats</translation>
    </message>
    <message>
        <source>Result of the culture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Résultat de la culture</translation>
    </message>
    <message>
        <source>Vaccination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vaccination</translation>
    </message>
    <message>
        <source>Next dose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prochaine dose</translation>
    </message>
    <message>
        <source>Check before the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle avant le vol</translation>
    </message>
    <message>
        <source>{what} {number} of {of}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what} {number} sur {of}</translation>
    </message>
    <message>
        <source>Visits that are still needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Visites encore nécessaires</translation>
    </message>
    <message>
        <source>&amp;Book all</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout &amp;réserver</translation>
    </message>
    <message>
        <source>Nobody is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne correspond à cette recherche.</translation>
    </message>
    <message>
        <source>&amp;Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Qui</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soi&amp;gnant</translation>
    </message>
    <message>
        <source>Visits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Visites</translation>
    </message>
    <message>
        <source>{name}: the exam and the flight ask for no further visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name}&#xa0;: l’examen et le vol ne demandent plus aucune visite.</translation>
    </message>
    <message>
        <source>booked already: {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>déjà pris&#xa0;: {when}</translation>
    </message>
    <message>
        <source>no free time in time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>aucun horaire libre à temps</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>dès le {day}</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{first} à {last}</translation>
    </message>
    <message>
        <source>{visit}: {reason} Nothing was booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{visit}&#xa0;: {reason} Rien n’a été réservé.</translation>
    </message>
</context>
<context>
    <name>ServiceDetails</name>
    <message>
        <source>Order of stations…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ordre des postes…</translation>
    </message>
    <message>
        <source>Who can be asked for by name: {roles}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui peut être demandé par son nom&#xa0;: {roles}</translation>
    </message>
</context>
<context>
    <name>ServicesEditor</name>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Service</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Minutes</translation>
    </message>
    <message>
        <source>Each more person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pers. de plus</translation>
    </message>
    <message>
        <source>Kind of room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Type de salle</translation>
    </message>
    <message>
        <source>Each half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demi-heure</translation>
    </message>
    <message>
        <source>Add a service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter un service</translation>
    </message>
    <message>
        <source>Give every service that is offered a name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez un nom à chaque service proposé.</translation>
    </message>
    <message>
        <source>At least one service is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au moins un service est nécessaire.</translation>
    </message>
    <message>
        <source>Name of the service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom du service</translation>
    </message>
    <message>
        <source>Minutes for one person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Minutes pour une personne</translation>
    </message>
    <message>
        <source>Minutes for each more person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Minutes par personne de plus</translation>
    </message>
    <message>
        <source>no limit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>sans</translation>
    </message>
    <message>
        <source>People of this service who may begin in one half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnes de ce service qui peuvent commencer par demi-heure</translation>
    </message>
    <message>
        <source>offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>proposé</translation>
    </message>
</context>
<context>
    <name>ServicesPanel</name>
    <message>
        <source>Services</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Services</translation>
    </message>
    <message>
        <source>What can be booked, and how long it takes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui peut être réservé, et combien de temps cela prend.</translation>
    </message>
    <message>
        <source>{minutes} min, {more} for each more person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{minutes} min, {more} par personne en plus</translation>
    </message>
    <message>
        <source>offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>proposé</translation>
    </message>
    <message>
        <source>not offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non proposé</translation>
    </message>
    <message>
        <source>{count} each half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} par demi-heure</translation>
    </message>
</context>
<context>
    <name>ServicesStep</name>
    <message>
        <source>Services</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Services</translation>
    </message>
    <message>
        <source>What can be booked, and how long it takes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui peut être réservé, et combien de temps cela prend.</translation>
    </message>
</context>
<context>
    <name>SheetActs</name>
    <message>
        <source>You entered lines of this sheet yourself. Let a second person sign in and re-key it blind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vous avez saisi vous-même des lignes de cette feuille. Faites connecter une seconde personne, qui la ressaisit à l’aveugle.</translation>
    </message>
    <message>
        <source>For a case that the authority gave back. Ticks, number and snapshot stay; the reason is kept.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pour un dossier que l’autorité a rendu. Coches, numéro et copie restent&#xa0;; le motif est gardé.</translation>
    </message>
    <message>
        <source>Open the sheet again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rouvrir la feuille</translation>
    </message>
    <message>
        <source>&amp;Open again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Rouvrir</translation>
    </message>
</context>
<context>
    <name>SheetList</name>
    <message>
        <source>copied as {text}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>copié comme {text}</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non consigné</translation>
    </message>
    <message>
        <source>not asked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non demandé</translation>
    </message>
    <message>
        <source>Lines of the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lignes de la feuille</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>This page is not for your role.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cette page n’est pas pour votre rôle.</translation>
    </message>
    <message>
        <source>Ctrl+K find or scan · Alt+Left back · Ctrl+L lock · F1 hides this line</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+K chercher ou scanner · Alt+Gauche retour · Ctrl+L verrouiller · F1 masque cette ligne</translation>
    </message>
    <message>
        <source>Demo clinic: all people are invented</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Centre de démonstration&#xa0;: toutes les personnes sont inventées</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>At the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chez l’autorité</translation>
    </message>
    <message>
        <source>Mark as s&amp;ubmitted…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Noter comme transmise…</translation>
    </message>
    <message>
        <source>Open a&amp;gain…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rouvri&amp;r…</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Copie</translation>
    </message>
    <message>
        <source>Show, &amp;print or save…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Afficher ou &amp;imprimer…</translation>
    </message>
    <message>
        <source>Second person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seconde personne</translation>
    </message>
    <message>
        <source>Re-key &amp;blind…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ressaisir à l’a&amp;veugle…</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouverte</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Transmise</translation>
    </message>
    <message>
        <source>Number at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro chez l’autorité</translation>
    </message>
    <message>
        <source>Change…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter…</translation>
    </message>
    <message>
        <source>Kept as it was before the submission.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Conservée telle qu’avant la transmission.</translation>
    </message>
    <message>
        <source>Not kept yet. It is drawn and kept when it is shown for the first time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore conservée. Elle est dessinée et conservée au premier affichage.</translation>
    </message>
    <message>
        <source>Submitted {when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Transmise le {when} par {who}</translation>
    </message>
    <message>
        <source>Opened again: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rouverte&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>Prepared {when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Préparée le {when} par {who}</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Feuille</translation>
    </message>
    <message>
        <source>Typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapé</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décider…</translation>
    </message>
    <message>
        <source>Decide: {label}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décider&#xa0;: {label}</translation>
    </message>
    <message>
        <source>To be confirmed by the panel physician.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À confirmer par le médecin agréé.</translation>
    </message>
    <message>
        <source>Order and fields: {source}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ordre et champs&#xa0;: {source}</translation>
    </message>
    <message>
        <source>Version {seq}: {state}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Version {seq}&#xa0;: {state}</translation>
    </message>
    <message>
        <source>not submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>non transmise</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Se connecter</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Identifiant</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Mot de passe</translation>
    </message>
    <message>
        <source>Lost password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de passe perdu</translation>
    </message>
    <message>
        <source>Join with an enrolment paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rejoindre avec un papier d’inscription</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Se connecter</translation>
    </message>
    <message>
        <source>Migration Health Assessment Center</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Centre d’évaluation de la santé des migrants</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Demo clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Centre de démonstration</translation>
    </message>
    <message>
        <source>All people in it are invented. Choose whom to work as:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Toutes les personnes y sont inventées. Choisissez sous quel nom travailler&#xa0;:</translation>
    </message>
    <message>
        <source>Use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisir</translation>
    </message>
    <message>
        <source>Work as {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Travailler comme {name}</translation>
    </message>
</context>
<context>
    <name>SignatureView</name>
    <message>
        <source>I have &amp;read it again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Je l’ai &amp;relu</translation>
    </message>
    <message>
        <source>&amp;Sign exam…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Signer l’examen…</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore connu</translation>
    </message>
    <message>
        <source>Asked for and not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demandé et non fait</translation>
    </message>
    <message>
        <source>Warning signs without an answer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signes d’alerte sans réponse</translation>
    </message>
    <message>
        <source>Typed but not finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saisi mais non terminé</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classification</translation>
    </message>
    <message>
        <source>not confirmed yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas encore confirmé</translation>
    </message>
    <message>
        <source>What you sign</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que vous signez</translation>
    </message>
    <message>
        <source>Before the signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Avant la signature</translation>
    </message>
    <message>
        <source>Read it through. Signing freezes it; a later change is an amendment with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lisez tout. La signature le fige&#xa0;; toute modification ultérieure est une rectification motivée.</translation>
    </message>
    <message>
        <source>These points are open. The exam can be signed when all of them are settled.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ces points sont ouverts. L’examen peut être signé quand tous sont réglés.</translation>
    </message>
    <message>
        <source>Changed while you were reading. Read it again before you sign:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifié pendant votre lecture. Relisez avant de signer&#xa0;:</translation>
    </message>
    <message>
        <source>{title}, edition {edition}, has not been adopted by the panel physician.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{title}, édition {edition}, n’a pas été adopté par le médecin agréé.</translation>
    </message>
    <message>
        <source>Read and adopt…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lire et adopter…</translation>
    </message>
    <message>
        <source>Questions without an answer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Questions sans réponse</translation>
    </message>
</context>
<context>
    <name>SignedView</name>
    <message>
        <source>This exam is void. Its history stands in the case file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cet examen est annulé. Son historique est dans le dossier médical.</translation>
    </message>
    <message>
        <source>Version {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Version {number}</translation>
    </message>
    <message>
        <source>Version</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Version</translation>
    </message>
    <message>
        <source>Signed {when} by {who}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signé le {when} par {who}.</translation>
    </message>
    <message>
        <source>Amendment: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rectification&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>The stored text is not the one that was signed. Tell the administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le texte conservé n’est pas celui qui a été signé. Prévenez l’administrateur.</translation>
    </message>
    <message>
        <source>Digest of what was shown: {digest}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Empreinte de ce qui a été montré&#xa0;: {digest}</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Classification</translation>
    </message>
    <message>
        <source>Amend exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rectifier l’examen</translation>
    </message>
    <message>
        <source>Open amendment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir la rectification</translation>
    </message>
    <message>
        <source>What was signed stays readable. The exam opens again as a new version and must be signed again; until then nobody travels on it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui a été signé reste lisible. L’examen s’ouvre à nouveau comme nouvelle version et doit être signé à nouveau&#xa0;; d’ici là personne ne voyage d’après lui.</translation>
    </message>
</context>
<context>
    <name>SlipDialog</name>
    <message>
        <source>Appointment slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fiche de rendez-vous</translation>
    </message>
    <message>
        <source>Language of the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langue de la fiche</translation>
    </message>
    <message>
        <source>&amp;Language of the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Langue de la fiche</translation>
    </message>
</context>
<context>
    <name>SnapshotDialog</name>
    <message>
        <source>Snapshot of the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Copie de la feuille</translation>
    </message>
    <message>
        <source>The sheet as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La feuille telle qu’elle est imprimée</translation>
    </message>
</context>
<context>
    <name>StaffForm</name>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signature</translation>
    </message>
    <message>
        <source>&amp;Name, as on papers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nom, comme sur les papiers</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Identifiant</translation>
    </message>
    <message>
        <source>&amp;Job title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fonction</translation>
    </message>
    <message>
        <source>L&amp;icence number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro de li&amp;cence</translation>
    </message>
    <message>
        <source>printed on papers that are signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imprimé sur les papiers signés</translation>
    </message>
    <message>
        <source>&amp;Roles</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Rôles</translation>
    </message>
    <message>
        <source>First &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Premier mot de &amp;passe</translation>
    </message>
    <message>
        <source>Password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de p&amp;asse, encore</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Lan&amp;gue</translation>
    </message>
    <message>
        <source>&amp;Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Signature</translation>
    </message>
    <message>
        <source>Please give the name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez le nom.</translation>
    </message>
    <message>
        <source>Choose at least one role.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez au moins un rôle.</translation>
    </message>
    <message>
        <source>A physician&apos;s papers carry the licence number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les papiers d’un médecin portent le numéro de licence.</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas le même mot de passe.</translation>
    </message>
</context>
<context>
    <name>StaffPanel</name>
    <message>
        <source>Staff and access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnel et accès</translation>
    </message>
    <message>
        <source>Nobody yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Encore personne.</translation>
    </message>
    <message>
        <source>Add somebody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter quelqu’un</translation>
    </message>
    <message>
        <source>Change…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier…</translation>
    </message>
    <message>
        <source>Reset password…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Réinitialiser le mot de passe…</translation>
    </message>
    <message>
        <source>One more workstation…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un poste de plus…</translation>
    </message>
    <message>
        <source>End access…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre fin à l’accès…</translation>
    </message>
    <message>
        <source>New recovery code…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nouveau code de récupération…</translation>
    </message>
    <message>
        <source>Enter changes a person. Who leaves is not deleted: the access ends, the record stays.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée modifie une personne. Qui part n’est pas effacé&#xa0;: l’accès prend fin, la trace reste.</translation>
    </message>
    <message>
        <source>For a code that is lost, was seen or never printed. The old code opens nothing any more from then on. Have a printer and an envelope ready.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pour un code perdu, vu par quelqu’un ou jamais imprimé. L’ancien code n’ouvre plus rien dès lors. Préparez une imprimante et une enveloppe.</translation>
    </message>
    <message>
        <source>Make a new recovery code?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Établir un nouveau code de récupération&#xa0;?</translation>
    </message>
    <message>
        <source>Make a new code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Établir un nouveau code</translation>
    </message>
    <message>
        <source>End the access of {name}?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre fin à l’accès de {name}&#xa0;?</translation>
    </message>
    <message>
        <source>End access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre fin à l’accès</translation>
    </message>
    <message>
        <source>The password opens nothing any more. What this person did and signed stays as it is.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le mot de passe n’ouvre plus rien. Ce que cette personne a fait et signé reste tel quel.</translation>
    </message>
    <message>
        <source>Name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Identifiant</translation>
    </message>
    <message>
        <source>Roles</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rôles</translation>
    </message>
    <message>
        <source>Licence</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signature</translation>
    </message>
    <message>
        <source>Access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Accès</translation>
    </message>
    <message>
        <source>on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>au dossier</translation>
    </message>
    <message>
        <source>ended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>terminé</translation>
    </message>
    <message>
        <source>active</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>actif</translation>
    </message>
    <message>
        <source>no password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>sans mot de passe</translation>
    </message>
    <message>
        <source>Job title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fonction</translation>
    </message>
</context>
<context>
    <name>StaffStep</name>
    <message>
        <source>Staff</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personnel</translation>
    </message>
    <message>
        <source>Each person gets an own login; whoever gets a first password changes it later.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Chaque personne reçoit son propre identifiant&#xa0;; qui reçoit un premier mot de passe le change ensuite.</translation>
    </message>
    <message>
        <source>Nobody yet. You can add people now or later in Administration.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Encore personne. Vous pouvez ajouter des personnes maintenant ou plus tard dans Administration.</translation>
    </message>
    <message>
        <source>Add somebody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter quelqu’un</translation>
    </message>
    <message>
        <source>Remove</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Supprimer</translation>
    </message>
    <message>
        <source>Somebody already has this login.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un a déjà cet identifiant.</translation>
    </message>
    <message>
        <source>Name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom</translation>
    </message>
    <message>
        <source>Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Identifiant</translation>
    </message>
    <message>
        <source>Roles</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rôles</translation>
    </message>
    <message>
        <source>Licence</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Licence</translation>
    </message>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signature</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>oui</translation>
    </message>
</context>
<context>
    <name>StaleStrip</name>
    <message>
        <source>no answer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pas de réponse</translation>
    </message>
    <message>
        <source>{question}: {who} answered at {time} while you were typing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{question}&#xa0;: {who} a répondu à {time} pendant votre saisie.</translation>
    </message>
</context>
<context>
    <name>StandingCard</name>
    <message>
        <source>To be moved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À déplacer</translation>
    </message>
    <message>
        <source>The clinic or the room is closed then.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le centre ou la salle est fermé alors.</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>et {count} de plus</translation>
    </message>
    <message>
        <source>Show</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Montrer</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre de côté</translation>
    </message>
</context>
<context>
    <name>StationPage</name>
    <message>
        <source>My station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mon poste</translation>
    </message>
    <message>
        <source>Station of this workstation</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Poste de parcours de cet ordinateur</translation>
    </message>
    <message>
        <source>Queue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>File</translation>
    </message>
    <message>
        <source>Nobody waits at this station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’attend à ce poste.</translation>
    </message>
    <message>
        <source>Enter or Space calls the next one; once more hands over to the proposed station. Ctrl+Enter hands over and calls the next one. C calls again, S passes over for now, P parts a family, M shows everything, R says in which room you sit, Ctrl+Z takes your last act back, U the last step of the ticket.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Entrée ou Espace appelle le suivant&#xa0;; encore une fois passe au poste proposé. Ctrl+Entrée passe et appelle le suivant. C rappelle, S fait passer le tour, P sépare une famille, M montre tout, R dit dans quelle salle vous êtes, Ctrl+Z reprend votre dernier acte, U la dernière étape du ticket.</translation>
    </message>
    <message>
        <source>To {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vers {station}</translation>
    </message>
</context>
<context>
    <name>StationsDialog</name>
    <message>
        <source>Order of stations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ordre des postes</translation>
    </message>
    <message>
        <source>&amp;Take this order</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Prendre cet ordre</translation>
    </message>
    <message>
        <source>Stations of the service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Postes de ce service</translation>
    </message>
    <message>
        <source>Tick what the service passes; Alt and an arrow moves a station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cochez les postes du service&#xa0;; Alt et une flèche déplacent un poste.</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Monter</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Descendre</translation>
    </message>
    <message>
        <source>Tick at least one station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cochez au moins un poste.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Clinic database: encrypted, on this computer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Données chiffrées, sur cet ordinateur</translation>
    </message>
    <message>
        <source>Clinic database: connected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Base de données connectée</translation>
    </message>
    <message>
        <source>No backup yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore de sauvegarde</translation>
    </message>
    <message>
        <source>Last backup {when}, verified</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sauvegarde {when}, vérifiée</translation>
    </message>
    <message>
        <source>Backup failed: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Échec de la sauvegarde&#xa0;: {why}</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>aujourd’hui {time}</translation>
    </message>
    <message>
        <source>All changes saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout est enregistré {time}</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of work in progress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n travail en cours</numerusform>
            <numerusform>%n travaux en cours</numerusform>
        </translation>
    </message>
    <message>
        <source>Draft saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Brouillon enregistré {time}</translation>
    </message>
    <message>
        <source>Draft kept on this computer until the server is back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Brouillon gardé sur cet ordinateur jusqu’au retour du serveur</translation>
    </message>
</context>
<context>
    <name>StepForm</name>
    <message>
        <source>One moment…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un instant…</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Veuillez remplir ceci.</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce n’est pas le même mot de passe.</translation>
    </message>
    <message>
        <source>At least 10 characters; a few words are easier to remember.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au moins 10 caractères&#xa0;; quelques mots se retiennent mieux.</translation>
    </message>
</context>
<context>
    <name>SubmitDialog</name>
    <message>
        <source>Submit {sheet}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Transmettre {sheet}</translation>
    </message>
    <message>
        <source>&amp;Submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Transmise</translation>
    </message>
    <message>
        <source>Say that it is at the authority, after it was sent there. From then on the sheet is closed; the snapshot shows what was submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites qu’elle est chez l’autorité, après l’y avoir envoyée. La feuille est alors close&#xa0;; la copie montre ce qui a été transmis.</translation>
    </message>
    <message>
        <source>Number at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Numéro chez l’autorité</translation>
    </message>
    <message>
        <source>&amp;Day of submission</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jour de la transmission</translation>
    </message>
    <message>
        <source>&amp;Time, on the clinic’s clock</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Heure, à l’horloge du centre</translation>
    </message>
    <message numerus="yes">
        <source>%n lines are not ticked yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n ligne n’est pas encore cochée.</numerusform>
            <numerusform>%n lignes ne sont pas encore cochées.</numerusform>
        </translation>
    </message>
    <message>
        <source>No second person has checked this sheet blind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucune seconde personne n’a contrôlé cette feuille à l’aveugle.</translation>
    </message>
    <message>
        <source>Type the day, for example 26 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez le jour, par exemple 26 nov. 2026.</translation>
    </message>
    <message>
        <source>Type the time, for example 18:30.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tapez l’heure, par exemple 18:30.</translation>
    </message>
</context>
<context>
    <name>SystemRow</name>
    <message>
        <source>Finding: {system}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Constat&#xa0;: {system}</translation>
    </message>
    <message>
        <source>Required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Obligatoire</translation>
    </message>
    <message>
        <source>What was found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui a été constaté</translation>
    </message>
    <message>
        <source>Why not</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi non</translation>
    </message>
</context>
<context>
    <name>TaskCard</name>
    <message>
        <source>Show all {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout montrer ({count})</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>et {count} de plus</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>Today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aujourd’hui</translation>
    </message>
    <message>
        <source>Expected today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attendus aujourd’hui</translation>
    </message>
    <message>
        <source>In the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au centre</translation>
    </message>
    <message>
        <source>Next departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prochain départ</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dernière sauvegarde</translation>
    </message>
    <message>
        <source>What your role should do first, the most pressing on top. A number from 1 to 6 opens its line, Enter the one with the cursor; a figure opens the people behind it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce que votre rôle devrait faire d’abord, le plus pressant en haut. Un chiffre de 1 à 6 ouvre sa ligne, Entrée celle du curseur&#xa0;; un nombre ouvre les personnes qu’il compte.</translation>
    </message>
    <message>
        <source>Today, {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aujourd’hui, {day}</translation>
    </message>
    <message>
        <source>Nothing waits for you.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne vous attend.</translation>
    </message>
    <message>
        <source>Nothing waits here: {names}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien n’attend ici&#xa0;: {names}</translation>
    </message>
    <message>
        <source>{arrived} of {booked}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{arrived} sur {booked}</translation>
    </message>
    <message>
        <source>{count} not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} pas venus</translation>
    </message>
    <message>
        <source>arrived so far</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>arrivés jusqu’ici</translation>
    </message>
    <message>
        <source>people on the floor now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>personnes présentes</translation>
    </message>
    <message>
        <source>None</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun</translation>
    </message>
    <message>
        <source>no flight is planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>aucun vol n’est planifié</translation>
    </message>
    <message>
        <source>{count} to be settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} à régler</translation>
    </message>
    <message>
        <source>everybody is settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>tout le monde est réglé</translation>
    </message>
    <message>
        <source>None yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore</translation>
    </message>
    <message>
        <source>one is made daily</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>une est faite chaque jour</translation>
    </message>
</context>
<context>
    <name>TodayWords</name>
    <message>
        <source>now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>maintenant</translation>
    </message>
    <message>
        <source>soon</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bientôt</translation>
    </message>
    <message>
        <source>today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>aujourd’hui</translation>
    </message>
    <message>
        <source>later</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>plus tard</translation>
    </message>
    <message>
        <source>waits {wait} at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attend depuis {wait} ({station})</translation>
    </message>
    <message>
        <source>waits {wait} at {station}, longer than usual</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attend depuis {wait} ({station}), plus long que d’habitude</translation>
    </message>
    <message>
        <source>waits {wait} at {station}, too long</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attend depuis {wait} ({station}), trop long</translation>
    </message>
    <message>
        <source>done at {station}, waits {wait} to be sent on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>terminé ({station}), attend la suite depuis {wait}</translation>
    </message>
    <message>
        <source>passed over for now at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>a passé son tour ({station})</translation>
    </message>
    <message>
        <source>called already by {name} at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>déjà appelé par {name} ({station})</translation>
    </message>
    <message>
        <source>expected at {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attendu {when}</translation>
    </message>
    <message>
        <source>should have come at {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>était attendu {when}</translation>
    </message>
    <message>
        <source>was due {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>était à faire {when}</translation>
    </message>
    <message>
        <source>due by {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>échéance {when}</translation>
    </message>
    <message>
        <source>flies {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>vol {when}</translation>
    </message>
    <message>
        <source>travel is held, open since {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>voyage bloqué, ouvert depuis {when}</translation>
    </message>
    <message>
        <source>answered whole, nothing decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>réponses complètes, rien de décidé</translation>
    </message>
    <message>
        <source>decided, only the signature is missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>décidé, il ne manque que la signature</translation>
    </message>
    <message>
        <source>open since {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ouvert depuis {when}</translation>
    </message>
    <message>
        <source>printing failed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>échec de l’impression</translation>
    </message>
    <message>
        <source>waits for the printer since {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>attend l’imprimante depuis {when}</translation>
    </message>
    <message>
        <source>signed {when}, not yet entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>signé {when}, pas encore saisi</translation>
    </message>
    <message>
        <source>At reception and checkout</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À l’accueil et à la sortie</translation>
    </message>
    <message>
        <source>Arrivals about now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrivées attendues</translation>
    </message>
    <message>
        <source>Have not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas venus</translation>
    </message>
    <message>
        <source>Vital signs to take</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Signes vitaux à prendre</translation>
    </message>
    <message>
        <source>At laboratory, imaging, vaccination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Au laboratoire, à la radiologie, à la vaccination</translation>
    </message>
    <message>
        <source>Waiting for the physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attendent le médecin</translation>
    </message>
    <message>
        <source>Exams to classify</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens à classer</translation>
    </message>
    <message>
        <source>Exams to sign</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens à signer</translation>
    </message>
    <message>
        <source>Exams open from earlier days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens ouverts de jours précédents</translation>
    </message>
    <message>
        <source>To screen before the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À contrôler avant le vol</translation>
    </message>
    <message>
        <source>Fitness to decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aptitude à décider</translation>
    </message>
    <message>
        <source>Certificates to issue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificats à délivrer</translation>
    </message>
    <message>
        <source>Prints that wait</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impressions en attente</translation>
    </message>
    <message>
        <source>Exams to enter at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens à saisir pour l’autorité</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Menu of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Menu de {name}</translation>
    </message>
    <message>
        <source>Password, look, lock, sign out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mot de passe, apparence, verrouillage, déconnexion</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Changer le mot de passe…</translation>
    </message>
    <message>
        <source>Look</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Apparence</translation>
    </message>
    <message>
        <source>As the desk</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Comme le bureau</translation>
    </message>
    <message>
        <source>Light</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Clair</translation>
    </message>
    <message>
        <source>Dark</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sombre</translation>
    </message>
    <message>
        <source>Help (F1)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aide (F1)</translation>
    </message>
    <message>
        <source>Lock screen (Ctrl+L)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verrouiller l’écran (Ctrl+L)</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Se déconnecter</translation>
    </message>
</context>
<context>
    <name>TouchedView</name>
    <message>
        <source>Edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Édition</translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne</translation>
    </message>
    <message>
        <source>Examined on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examiné le</translation>
    </message>
    <message>
        <source>What would differ</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui différerait</translation>
    </message>
    <message>
        <source>Open exams</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens ouverts</translation>
    </message>
    <message>
        <source>No open exam stands under another edition of this country.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen ouvert n’a une autre édition de ce pays.</translation>
    </message>
    <message>
        <source>&amp;Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ouvrir le dossier médical</translation>
    </message>
    <message numerus="yes">
        <source>%n open exam(s) would be asked something else. Each stays with the edition it began with.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Autre chose serait demandé pour %n examen ouvert. Chacun reste avec l’édition de son début.</numerusform>
            <numerusform>Autre chose serait demandé pour %n examens ouverts. Chacun reste avec l’édition de son début.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would differ for the open exams. Each stays with the edition it began with.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rien ne différerait pour les examens ouverts. Chacun reste avec l’édition de son début.</translation>
    </message>
    <message>
        <source>the edition does not know this category</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>l’édition ne connaît pas cette catégorie</translation>
    </message>
    <message>
        <source>nothing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rien</translation>
    </message>
</context>
<context>
    <name>Travel</name>
    <message>
        <source>Traveller</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Voyageur</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dossier</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision</translation>
    </message>
    <message>
        <source>Screened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle</translation>
    </message>
    <message>
        <source>Travel needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Besoins</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat</translation>
    </message>
    <message>
        <source>{number} revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} révoqué</translation>
    </message>
    <message>
        <source>{number} not covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} non couvert</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mois</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>j</translation>
    </message>
    <message>
        <source>Waits for family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Attend la famille</translation>
    </message>
    <message>
        <source>Recheck {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À revoir {day}</translation>
    </message>
    <message>
        <source>Held</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bloqué</translation>
    </message>
    <message>
        <source>Not screened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Non contrôlé</translation>
    </message>
    <message>
        <source>To decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À décider</translation>
    </message>
    <message>
        <source>Decide again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décider à nouveau</translation>
    </message>
    <message>
        <source>Fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Apte</translation>
    </message>
    <message>
        <source>Fit with conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Apte sous conditions</translation>
    </message>
    <message>
        <source>Temporarily unfit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inapte temporairement</translation>
    </message>
    <message>
        <source>Unfit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inapte</translation>
    </message>
    <message>
        <source>There is no medical exam yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’y a pas encore d’examen médical.</translation>
    </message>
    <message>
        <source>The medical exam is not signed yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical n’est pas encore signé.</translation>
    </message>
    <message>
        <source>The medical exam is open for an amendment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical est ouvert pour une rectification.</translation>
    </message>
    <message>
        <source>The medical exam was signed for another name, sex or birth date. It must be amended.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical a été signé pour un autre nom, un autre sexe ou une autre date de naissance. Il doit être rectifié.</translation>
    </message>
    <message>
        <source>The medical exam was signed for another country or category than the case has now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical a été signé pour un autre pays ou une autre catégorie que ceux du dossier aujourd’hui.</translation>
    </message>
    <message>
        <source>It is not decided yet whether the medical exam clears for travel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il n’est pas encore décidé si l’examen médical autorise le voyage.</translation>
    </message>
    <message>
        <source>The medical exam does not clear for travel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical n’autorise pas le voyage.</translation>
    </message>
    <message>
        <source>The medical exam holds travel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical bloque le voyage.</translation>
    </message>
    <message>
        <source>It is not known until when the medical exam is valid.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>On ne sait pas jusqu’à quand l’examen médical est valable.</translation>
    </message>
    <message>
        <source>The medical exam ends on {valid_until}, before the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical prend fin le {valid_until}, avant le départ.</translation>
    </message>
    <message>
        <source>The screening lies more than {hours} hours before the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le contrôle a été fait plus de {hours} heures avant le départ.</translation>
    </message>
    <message>
        <source>The screening lies after the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le contrôle a été fait après le départ.</translation>
    </message>
    <message>
        <source>The flight left without a screening.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le vol est parti sans contrôle.</translation>
    </message>
    <message>
        <source>The recheck on {recheck_on} comes too late for this flight.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le nouveau contrôle du {recheck_on} vient trop tard pour ce vol.</translation>
    </message>
    <message>
        <source>Decided for another flight or time; a physician decides again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décidé pour un autre vol ou une autre heure&#xa0;; un médecin décide à nouveau.</translation>
    </message>
    <message>
        <source>Screened again since; a physician decides again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôlé à nouveau depuis&#xa0;; un médecin décide à nouveau.</translation>
    </message>
    <message>
        <source>The screening behind it was voided; screen and decide again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le contrôle correspondant a été annulé&#xa0;; contrôlez et décidez à nouveau.</translation>
    </message>
    <message>
        <source>The medical exam holds travel now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’examen médical bloque maintenant le voyage.</translation>
    </message>
    <message>
        <source>Replaced by a later decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplacé par une décision ultérieure.</translation>
    </message>
    <message>
        <source>Taken off the flight.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retiré du vol.</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>État</translation>
    </message>
    <message>
        <source>Last screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dernier contrôle</translation>
    </message>
    <message>
        <source>Needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Besoins</translation>
    </message>
    <message>
        <source>Medical exam signed and valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examen médical signé et valable</translation>
    </message>
    <message>
        <source>Pre-departure screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôle avant le départ</translation>
    </message>
    <message>
        <source>Fitness decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision d’aptitude</translation>
    </message>
    <message>
        <source>from {opens} to {due}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>du {opens} au {due}</translation>
    </message>
    <message>
        <source>by {due}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>avant le {due}</translation>
    </message>
    <message>
        <source>Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fait</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvert</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore</translation>
    </message>
    <message>
        <source>Late</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>En retard</translation>
    </message>
</context>
<context>
    <name>TravelActs</name>
    <message>
        <source>Take {name} off the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer {name} du vol</translation>
    </message>
    <message>
        <source>&amp;Take off the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Retirer du vol</translation>
    </message>
    <message>
        <source>Screenings and decisions stay on record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les contrôles et les décisions restent au dossier.</translation>
    </message>
    <message>
        <source>It stays readable, with the reason; a decision that rests on it must be made again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Il reste lisible, avec le motif&#xa0;; une décision fondée sur lui doit être prise à nouveau.</translation>
    </message>
    <message>
        <source>Void the last screening of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annuler le dernier contrôle de {name}</translation>
    </message>
    <message>
        <source>&amp;Void screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;nnuler le contrôle</translation>
    </message>
</context>
<context>
    <name>TravellerPanel</name>
    <message>
        <source>&amp;Screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Contrôler</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Décider</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pl&amp;us</translation>
    </message>
    <message>
        <source>Travel &amp;needs…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Besoins de voyage…</translation>
    </message>
    <message>
        <source>&amp;Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ouvrir le dossier médical</translation>
    </message>
    <message>
        <source>Show the &amp;certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Montrer le certi&amp;ficat</translation>
    </message>
    <message>
        <source>&amp;Void the last screening…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;nnuler le dernier contrôle…</translation>
    </message>
    <message>
        <source>&amp;Take off the flight…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Retirer du vol…</translation>
    </message>
    <message>
        <source>Choose a traveller to see steps, needs and decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez un voyageur pour voir étapes, besoins et décision.</translation>
    </message>
    <message>
        <source>Pre-departure steps</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Étapes avant le départ</translation>
    </message>
    <message>
        <source>Travel needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Besoins de voyage</translation>
    </message>
    <message>
        <source>Last screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dernier contrôle</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Décision</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Certificat</translation>
    </message>
    <message>
        <source>Source: {source} ({confidence})</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Source&#xa0;: {source} ({confidence})</translation>
    </message>
    <message>
        <source>official</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>officiel</translation>
    </message>
    <message>
        <source>second-hand</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>de seconde main</translation>
    </message>
    <message>
        <source>to be confirmed by the panel physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à confirmer par le médecin agréé</translation>
    </message>
    <message>
        <source>Earlier, replaced:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Précédentes, remplacées&#xa0;:</translation>
    </message>
    <message>
        <source>Checked again on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Contrôlé à nouveau le {day}</translation>
    </message>
    <message>
        <source>{physician}, {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{physician}, {moment}</translation>
    </message>
    <message>
        <source>Holds until {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vaut jusqu’au {moment}</translation>
    </message>
    <message>
        <source>Replaces the earlier decision: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Remplace la décision précédente&#xa0;: {reason}</translation>
    </message>
    <message>
        <source>{outcome} · {physician}, {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{outcome} · {physician}, {moment}</translation>
    </message>
    <message>
        <source>valid to {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>valable jusqu’au {moment}</translation>
    </message>
    <message>
        <source>Its name, birth date, sex, nationality or document was corrected on file since. Issue it anew; the new one replaces it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Son nom, sa date de naissance, son sexe, sa nationalité ou son document a été corrigé depuis. Émettez-le à nouveau ; le nouveau le remplace.</translation>
    </message>
    <message>
        <source>The decision behind it no longer covers the journey. Revoke it, or issue a new one after the next decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La décision correspondante ne couvre plus le voyage. Révoquez-le, ou délivrez-en un nouveau après la prochaine décision.</translation>
    </message>
    <message>
        <source>&amp;Issue certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dé&amp;livrer le certificat</translation>
    </message>
</context>
<context>
    <name>TwoVersions</name>
    <message>
        <source>Keep all mine</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Garder tous les miens</translation>
    </message>
    <message>
        <source>Take all theirs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre tous les autres</translation>
    </message>
    <message>
        <source>Use what is chosen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Appliquer le choix</translation>
    </message>
    <message>
        <source>Somebody else changed this meanwhile. Which shall stay?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Quelqu’un d’autre a modifié ceci entre-temps. Qu’est-ce qui doit rester&#xa0;?</translation>
    </message>
    <message>
        <source>Keep mine: {answer}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Garder le mien&#xa0;: {answer}</translation>
    </message>
    <message>
        <source>Take theirs: {answer}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Prendre l’autre&#xa0;: {answer}</translation>
    </message>
</context>
<context>
    <name>UndoStrip</name>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Annuler (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
</context>
<context>
    <name>Validity</name>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>valable jusqu’au {day}</translation>
    </message>
    <message>
        <source>The validity ended on {day}; the examination is to be repeated.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La validité a pris fin le {day} ; l’examen est à refaire.</translation>
    </message>
</context>
<context>
    <name>ValueDialog</name>
    <message>
        <source>The edition says: {value}. It stays visible beside the clinic&apos;s own.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’édition dit&#xa0;: {value}. Cela reste visible à côté de la valeur du centre.</translation>
    </message>
    <message>
        <source>Change for this clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Modifier pour ce centre</translation>
    </message>
    <message>
        <source>Value</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valeur</translation>
    </message>
    <message>
        <source>&amp;Value</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Valeur</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>Please give the value.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Donnez la valeur.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi&#xa0;; le dossier le garde.</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>De {low} à {high}</translation>
    </message>
</context>
<context>
    <name>WaitDialog</name>
    <message>
        <source>Waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste d’attente</translation>
    </message>
    <message>
        <source>&amp;Put on the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Inscrire sur la liste</translation>
    </message>
    <message>
        <source>for example: medical expires 15 Dec</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>par exemple&#xa0;: visite expire le 15 déc.</translation>
    </message>
    <message>
        <source>Any time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À toute heure</translation>
    </message>
    <message>
        <source>Mornings</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le matin</translation>
    </message>
    <message>
        <source>Afternoons</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>L’après-midi</translation>
    </message>
    <message>
        <source>What suits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ce qui convient</translation>
    </message>
    <message>
        <source>&amp;Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ser&amp;vice</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soi&amp;gnant</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Motif</translation>
    </message>
    <message>
        <source>&amp;Last day that helps</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Dernier jour utile</translation>
    </message>
    <message>
        <source>W&amp;hy by then</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Pourquoi alors</translation>
    </message>
    <message>
        <source>What s&amp;uits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ce qui convient</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Choisissez au moins une personne.</translation>
    </message>
    <message>
        <source>Please say why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dites pourquoi.</translation>
    </message>
    <message>
        <source>Please give a day, such as 15 Dec.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indiquez un jour, par exemple 15 déc.</translation>
    </message>
</context>
<context>
    <name>WaitingCard</name>
    <message>
        <source>any time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>à toute heure</translation>
    </message>
    <message>
        <source>any morning</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>un matin</translation>
    </message>
    <message>
        <source>any afternoon</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>un après-midi</translation>
    </message>
    <message>
        <source>by {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>avant le {day}</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jusqu’au</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste d’attente</translation>
    </message>
    <message>
        <source>Add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajouter</translation>
    </message>
    <message>
        <source>Put people on the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inscrire des personnes sur la liste d’attente</translation>
    </message>
    <message>
        <source>Whole list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Toute la liste…</translation>
    </message>
    <message>
        <source>A time became free. It fits, most urgent first:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un horaire s’est libéré. Il convient, du plus urgent au moins urgent&#xa0;:</translation>
    </message>
    <message>
        <source>Nobody is waiting.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’attend.</translation>
    </message>
    <message>
        <source>Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fixer</translation>
    </message>
    <message>
        <source>is booked {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>a un rendez-vous {when}</translation>
    </message>
</context>
<context>
    <name>WaitingDialog</name>
    <message>
        <source>Waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Liste d’attente</translation>
    </message>
    <message>
        <source>&amp;Book…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fixer…</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Qui</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urgence</translation>
    </message>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Service</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Motif</translation>
    </message>
    <message>
        <source>Phone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Téléphone</translation>
    </message>
    <message>
        <source>Nobody is waiting.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne n’attend.</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer</translation>
    </message>
    <message>
        <source>&amp;Take off the list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Retirer de la liste…</translation>
    </message>
    <message>
        <source>Take off the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retirer de la liste d’attente</translation>
    </message>
    <message>
        <source>&amp;Take off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Retirer</translation>
    </message>
</context>
<context>
    <name>WaitingList</name>
    <message>
        <source>Name or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nom ou numéro</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Filtrer la liste</translation>
    </message>
    <message>
        <source>Signed exams to be entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Examens signés à saisir</translation>
    </message>
    <message numerus="yes">
        <source>%n to enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n à saisir</numerusform>
            <numerusform>%n à saisir</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody by that name or number waits to be entered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Personne de ce nom ou de ce numéro n’attend d’être saisi.</translation>
    </message>
</context>
<context>
    <name>WallScreen</name>
    <message>
        <source>Waiting room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Salle d’attente</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Why</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pourquoi</translation>
    </message>
    <message>
        <source>It is not known yet whether it is needed. It depends on:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>On ne sait pas encore si c’est nécessaire. Cela dépend de&#xa0;:</translation>
    </message>
    <message>
        <source>&amp;Open section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ouvrir la section</translation>
    </message>
    <message>
        <source>&amp;Read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Lire</translation>
    </message>
    <message>
        <source>&amp;Request slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bon de demande</translation>
    </message>
    <message>
        <source>&amp;Request…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Demander…</translation>
    </message>
    <message>
        <source>Ask the laboratory or the X-ray room, and print the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Demander au laboratoire ou à la radiologie, et imprimer le bon</translation>
    </message>
    <message>
        <source>Validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Validité</translation>
    </message>
    <message>
        <source>No examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aucun examen n’est nécessaire.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Valable jusqu’au</translation>
    </message>
    <message>
        <source>As the facts stand; it counts once the exam is signed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Selon les faits actuels&#xa0;; compte dès que l’examen est signé.</translation>
    </message>
    <message>
        <source>To know first</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>À savoir d’abord</translation>
    </message>
    <message>
        <source>Last visits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dernières visites</translation>
    </message>
    <message>
        <source>{when}, ticket {ticket}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{when}, ticket {ticket}</translation>
    </message>
    <message>
        <source>No visit yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas encore de visite</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Found a clinic — MHAC</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fonder un centre — MHAC</translation>
    </message>
    <message>
        <source>Bring this clinic up to date?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre ce centre à niveau&#xa0;?</translation>
    </message>
    <message>
        <source>An older program made this clinic. With an administrator&apos;s password its data is backed up, brought up to date in a copy, checked, and only then taken over. Other workstations must be closed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un programme plus ancien a fait ce centre. Avec le mot de passe d’un administrateur, ses données sont sauvegardées, mises à niveau dans une copie, vérifiées, et seulement alors reprises. Les autres postes doivent être fermés.</translation>
    </message>
    <message>
        <source>Bring up to date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mettre à niveau</translation>
    </message>
    <message>
        <source>Not now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas maintenant</translation>
    </message>
    <message>
        <source>The clinic&apos;s server does not answer; what you asked for is not saved yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Le serveur du centre ne répond pas&#xa0;; ce que vous avez demandé n’est pas encore enregistré</translation>
    </message>
    <message>
        <source>No connection to the clinic&apos;s server; nothing is saved, what you type is kept</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Pas de connexion au serveur du centre&#xa0;; rien n’est enregistré, ce que vous tapez est gardé</translation>
    </message>
    <message>
        <source>Close without saving?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer sans enregistrer&#xa0;?</translation>
    </message>
    <message>
        <source>The last entry could not be saved yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La dernière saisie n’a pas encore pu être enregistrée.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fermer quand même</translation>
    </message>
    <message>
        <source>Stay</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rester</translation>
    </message>
</context>
<context>
    <name>Wizard</name>
    <message>
        <source>Join a clinic server instead</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rejoindre plutôt le serveur d’un centre</translation>
    </message>
    <message>
        <source>Back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Retour</translation>
    </message>
    <message>
        <source>Next</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Suivant</translation>
    </message>
    <message>
        <source>Found a clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fonder un centre</translation>
    </message>
    <message>
        <source>Everything can be changed later in Administration.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tout peut être modifié plus tard dans Administration.</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Langue</translation>
    </message>
    <message>
        <source>Found the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fonder le centre</translation>
    </message>
    <message>
        <source>Finish</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Terminer</translation>
    </message>
    <message>
        <source>Open the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ouvrir le centre</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Un instant…</translation>
    </message>
</context>
<context>
    <name>WorkBar</name>
    <message>
        <source>Stop</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Arrêter</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} sur {total}</translation>
    </message>
</context>
<context>
    <name>WrongPerson</name>
    <message>
        <source>&amp;Move this section to another person…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Déplacer cette section vers une autre personne…</translation>
    </message>
    <message>
        <source>&amp;Take this section back…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Reprendre cette section…</translation>
    </message>
    <message>
        <source>The answers of “{section}” are taken back; they stay readable with the reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Les réponses de «&#xa0;{section}&#xa0;» sont reprises&#xa0;; elles restent lisibles avec le motif.</translation>
    </message>
    <message>
        <source>Take section back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reprendre la section</translation>
    </message>
    <message>
        <source>Take back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reprendre</translation>
    </message>
</context>
<context>
    <name>_CapsLockHint</name>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verr. Maj. semble activé.</translation>
    </message>
</context>
<context>
    <name>_ChosenNeed</name>
    <message>
        <source>Take away {need}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enlever {need}</translation>
    </message>
</context>
<context>
    <name>_GradeLine</name>
    <message>
        <source>Grade of {item}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cote de {item}</translation>
    </message>
    <message>
        <source>A grade may be made worse, never better.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Une cote peut être abaissée, jamais relevée.</translation>
    </message>
    <message>
        <source>Comment on {item}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Commentaire sur {item}</translation>
    </message>
    <message>
        <source>Grade {grade} needs a comment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La cote {grade} demande un commentaire.</translation>
    </message>
    <message>
        <source>Comment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Commentaire</translation>
    </message>
    <message>
        <source>Comment, and why worse than proposed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Commentaire, et pourquoi plus bas que proposé</translation>
    </message>
</context>
<context>
    <name>_OpenListDialog</name>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Restés ouverts</translation>
    </message>
    <message>
        <source>The list as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>La liste telle qu’elle est imprimée</translation>
    </message>
</context>
<context>
    <name>_QuestionRow</name>
    <message>
        <source>Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sans réponse</translation>
    </message>
</context>
</TS>
