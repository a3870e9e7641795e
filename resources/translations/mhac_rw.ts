<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="rw">
<context>
    <name>AbsentCard</name>
    <message>
        <source>Did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibaje</translation>
    </message>
    <message>
        <source>Everybody came or has a new appointment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bose baraje cyangwa bafite indi gahunda.</translation>
    </message>
    <message>
        <source>no phone number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta nomero ya telefone</translation>
    </message>
    <message>
        <source>Rebook</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiramo</translation>
    </message>
    <message>
        <source>Let wait</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ategereze</translation>
    </message>
</context>
<context>
    <name>ActingPage</name>
    <message>
        <source>Slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyo gusubiza inyuma gihari.</translation>
    </message>
    <message>
        <source>Taken back: {act}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasubijwe inyuma: {act}</translation>
    </message>
    <message>
        <source>{who} was moved or cancelled by somebody else meanwhile.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Undi yimuye cyangwa yavanyeho {who} hagati aho.</translation>
    </message>
    <message>
        <source>{who} was changed by somebody else meanwhile. Now: {facts}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Undi yahinduye {who} hagati aho. Ubu: {facts}.</translation>
    </message>
    <message>
        <source>More people than planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu barenze abateganyijwe</translation>
    </message>
    <message>
        <source>&amp;Move all the same</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Imura uko biri kose</translation>
    </message>
    <message>
        <source>{who} now takes {minutes} minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} ubu afata iminota {minutes}.</translation>
    </message>
    <message>
        <source>{who} is now at {time} in {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} ubu ni {time} muri {room}.</translation>
    </message>
    <message>
        <source>{who} is now on {day} at {time} in {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} ubu ni ku {day} saa {time} muri {room}.</translation>
    </message>
    <message>
        <source>{who} is booked with nobody in particular.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} afite gahunda idafite umuganga wagenwe.</translation>
    </message>
    <message>
        <source>{who} is booked with {clinician}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} afite gahunda na {clinician}.</translation>
    </message>
    <message>
        <source>{who} did not come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} ntiyaje.</translation>
    </message>
    <message>
        <source>{who} is booked again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} yongeye guhabwa gahunda.</translation>
    </message>
    <message>
        <source>{who}, {when}. The time becomes free; the reason stays on record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who}, {when}. Umwanya urarekurwa; impamvu ikomeza kubikwa.</translation>
    </message>
    <message>
        <source>Cancel appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvanaho gahunda</translation>
    </message>
    <message>
        <source>&amp;Cancel appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vanaho gahunda</translation>
    </message>
    <message>
        <source>Keep appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gumana gahunda</translation>
    </message>
    <message>
        <source>{who} is cancelled.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda ya {who} yavanyweho.</translation>
    </message>
    <message>
        <source>Booked: {people}, {when}, {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda yafashwe: {people}, {when}, {room}.</translation>
    </message>
    <message>
        <source>booked by mistake, taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yafashwe ku bw’ikosa, yasubijwe inyuma</translation>
    </message>
</context>
<context>
    <name>AdminPage</name>
    <message>
        <source>Staff and access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abakozi</translation>
    </message>
    <message>
        <source>The clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro</translation>
    </message>
    <message>
        <source>Opening hours</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasaha yo gukora</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba</translation>
    </message>
    <message>
        <source>Services</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>Audit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igenzura</translation>
    </message>
    <message>
        <source>Backups and key</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi n’urufunguzo</translation>
    </message>
    <message>
        <source>Administration</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubuyobozi</translation>
    </message>
    <message>
        <source>Save or undo the changes first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Banza ubike ibyahinduwe cyangwa ubireke.</translation>
    </message>
</context>
<context>
    <name>AdministratorStep</name>
    <message>
        <source>First administrator</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuyobozi wa mbere</translation>
    </message>
    <message>
        <source>You, most likely. This person adds the others, and may have further roles.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akenshi ni wowe. Uyu muntu yongeramo abandi, kandi ashobora kugira izindi nshingano.</translation>
    </message>
</context>
<context>
    <name>AdoptDialog</name>
    <message>
        <source>{name}, licence {licence}, {day}. You adopt this edition for this clinic; exams under it can then be signed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name}, uruhushya {licence}, {day}. Wemeje iri sohoro ry’iri vuriro; amasuzuma arikurikiza ashobora gusinywa.</translation>
    </message>
    <message>
        <source>Adopt {title}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemeza {title}</translation>
    </message>
    <message>
        <source>Adopt</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Emeza</translation>
    </message>
    <message>
        <source>These rules stand on a source that could not be verified. Confirm those that you checked; the others stay marked on every screen.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aya mategeko ashingiye ku nkomoko itarashoboye kugenzurwa. Emeza ayo wagenzuye; andi agumana ikimenyetso kuri buri rupapuro rwa mudasobwa.</translation>
    </message>
    <message>
        <source>Re&amp;marks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;cyitonderwa</translation>
    </message>
</context>
<context>
    <name>AnyCountryDialog</name>
    <message>
        <source>Complete a list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuzuza urutonde</translation>
    </message>
    <message>
        <source>Go on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Komeza</translation>
    </message>
    <message>
        <source>A country that a list does not name is unknown, not safe.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu kitari ku rutonde ntikizwi; ntibivuze ko nta bibazo gifite.</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Urutonde</translation>
    </message>
    <message>
        <source>&amp;Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;gihugu</translation>
    </message>
    <message>
        <source>Choose a country from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igihugu ku rutonde.</translation>
    </message>
</context>
<context>
    <name>ArrivalDialog</name>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuhagera</translation>
    </message>
    <message>
        <source>&amp;Same person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ni uwo muntu</translation>
    </message>
    <message>
        <source>Scan the slip, or type a name or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro, izina cyangwa nomero</translation>
    </message>
    <message>
        <source>People found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu babonetse</translation>
    </message>
    <message>
        <source>&amp;Not the same person…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Si uwo muntu…</translation>
    </message>
    <message>
        <source>Not &amp;here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta&amp;hari</translation>
    </message>
    <message>
        <source>With the &amp;family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hamwe n’umu&amp;ryango</translation>
    </message>
    <message>
        <source>&amp;Who is here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Uhari ni nde</translation>
    </message>
    <message>
        <source>Scan the appointment slip or the file, or type any part of a name or number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sikana urupapuro rwa gahunda cyangwa ifishi, cyangwa wandike igice cy’izina cyangwa cya nomero.</translation>
    </message>
    <message>
        <source>Nobody found. Register the person first, or try another part of the name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wabonetse. Banza wandike umuntu, cyangwa ugerageze ikindi gice cy’izina.</translation>
    </message>
    <message>
        <source>The person gets a ticket and waits at reception until the identity is settled.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu ahabwa tike, agategerereza aho bakirira abantu kugeza umwirondoro we wemejwe.</translation>
    </message>
    <message>
        <source>Identity not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro nturemezwa</translation>
    </message>
    <message>
        <source>&amp;Let in as not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>In&amp;jira utaremezwa</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Byarangiye</translation>
    </message>
    <message>
        <source>in the clinic · {ticket}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ari mu ivuriro · {ticket}</translation>
    </message>
    <message>
        <source>booked for {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gahunda: {day}</translation>
    </message>
    <message>
        <source>no appointment today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta gahunda uyu munsi</translation>
    </message>
</context>
<context>
    <name>AskedView</name>
    <message>
        <source>An examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakenewe isuzuma.</translation>
    </message>
    <message>
        <source>It cannot be said yet whether one is needed: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana niba rikenewe: {needs}</translation>
    </message>
    <message>
        <source>No examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rikenewe.</translation>
    </message>
    <message>
        <source>Before the travel, first on {day}: {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mbere y’urugendo, ibya mbere ku {day}: {what}</translation>
    </message>
    <message>
        <source>Validity of the examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe isuzuma rimara</translation>
    </message>
    <message>
        <source>ends</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>birangira</translation>
    </message>
    <message>
        <source>due</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bigomba</translation>
    </message>
    <message>
        <source>no longer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibigikurikizwa</translation>
    </message>
    <message>
        <source>Form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyandiko</translation>
    </message>
    <message>
        <source>Warning</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuburo</translation>
    </message>
    <message>
        <source>Hold</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birahagaritswe</translation>
    </message>
    <message>
        <source>Due</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bitegerejwe</translation>
    </message>
    <message>
        <source>To give</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byo gutanga</translation>
    </message>
    <message>
        <source>Waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hategerejwe: {needs}</translation>
    </message>
    <message>
        <source>{amount} mg</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mg {amount}</translation>
    </message>
    <message>
        <source>{amount} tablets</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ibinini {amount}</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igitsina</translation>
    </message>
    <message>
        <source>Examined, nothing else found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yarasuzumwe, nta kindi cyabonetse</translation>
    </message>
    <message>
        <source>&amp;Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;gihugu</translation>
    </message>
    <message>
        <source>&amp;Examined in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Asuzumirwa &amp;muri</translation>
    </message>
    <message>
        <source>Ca&amp;tegory</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;cyiciro</translation>
    </message>
    <message>
        <source>&amp;Birth date or age</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amavuko cyangwa im&amp;yaka</translation>
    </message>
    <message>
        <source>&amp;Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Igitsina</translation>
    </message>
    <message>
        <source>Citi&amp;zenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ubwenegihugu</translation>
    </message>
    <message>
        <source>Country of bi&amp;rth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu ya&amp;vukiyemo</translation>
    </message>
    <message>
        <source>E&amp;xamined on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;suzumwa ku</translation>
    </message>
    <message>
        <source>Tra&amp;vels on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Azagen&amp;da ku</translation>
    </message>
    <message>
        <source>Examined, &amp;nothing else found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yarasuzumwe, &amp;nta kindi cyabonetse</translation>
    </message>
    <message>
        <source>What would be asked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyasabwa</translation>
    </message>
    <message>
        <source>Nothing would be asked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyasabwa.</translation>
    </message>
    <message>
        <source>What is known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibizwi</translation>
    </message>
    <message>
        <source>Forget a&amp;ll</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Siba &amp;byose</translation>
    </message>
    <message>
        <source>Choose a country and the day of the examination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igihugu n’umunsi w’isuzuma.</translation>
    </message>
    <message>
        <source>Why none is needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu nta na rimwe rikenewe</translation>
    </message>
    <message>
        <source>before the first edition known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mbere y’isohoro rya mbere rizwi</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rifite agaciro kugeza {day}</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>Certificate file kept</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’icyemezo yabitswe</translation>
    </message>
    <message>
        <source>Certificate checked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyagenzuwe</translation>
    </message>
    <message>
        <source>Public keys exported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imfunguzo rusange zasohowe</translation>
    </message>
    <message>
        <source>Printing failed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byanze</translation>
    </message>
    <message>
        <source>Printing finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byarangiye</translation>
    </message>
    <message>
        <source>Certificate issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyatanzwe</translation>
    </message>
    <message>
        <source>Certificate read for printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyasomwe ngo gicapwe</translation>
    </message>
    <message>
        <source>Certificate sent to the printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyohererejwe imashini icapa</translation>
    </message>
    <message>
        <source>Certificate saved as a file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyabitswe nka dosiye</translation>
    </message>
    <message>
        <source>Interrupted printing taken up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icapa ryahagaze ryongeye gufatwa</translation>
    </message>
    <message>
        <source>Signing key renewed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urufunguzo rwo gusinya rwavuguruwe</translation>
    </message>
    <message>
        <source>Certificate replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyasimbuwe</translation>
    </message>
    <message>
        <source>Printing tried again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byongeye kugeragezwa</translation>
    </message>
    <message>
        <source>Certificate revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cyateshejwe agaciro</translation>
    </message>
    <message>
        <source>Printing begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byatangiye</translation>
    </message>
    <message>
        <source>Printing withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byavanyweho</translation>
    </message>
    <message>
        <source>Clinic set up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ryateguwe</translation>
    </message>
    <message>
        <source>Demo clinic made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ry’igerageza ryakozwe</translation>
    </message>
    <message>
        <source>Past of the demo clinic made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amateka y’ivuriro ry’igerageza yakozwe</translation>
    </message>
    <message>
        <source>Warning sign acknowledged</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikimenyetso mpuruza cyabonywe</translation>
    </message>
    <message>
        <source>Exam opened for an amendment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryafunguriwe ubugororangingo</translation>
    </message>
    <message>
        <source>Exam begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryatangiye</translation>
    </message>
    <message>
        <source>Case file read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi yasomwe</translation>
    </message>
    <message>
        <source>Classification decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro cyemejwe</translation>
    </message>
    <message>
        <source>The case&apos;s category taken over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro cya dosiye cyafashwe</translation>
    </message>
    <message>
        <source>The rest marked normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisigaye byemejwe ko ari byiza</translation>
    </message>
    <message>
        <source>Exam moved to another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryimuriwe ku wundi muntu</translation>
    </message>
    <message>
        <source>Section moved to another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cyimuriwe ku wundi muntu</translation>
    </message>
    <message>
        <source>Request slip printed or saved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rw’ubusabe rwacapwe cyangwa rwabitswe</translation>
    </message>
    <message>
        <source>Exam read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasomwe</translation>
    </message>
    <message>
        <source>Test requested</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikizamini cyasabwe</translation>
    </message>
    <message>
        <source>Section of the exam finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cy’isuzuma cyarangiye</translation>
    </message>
    <message>
        <source>Exam signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasinywe</translation>
    </message>
    <message>
        <source>Exam voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasheshwe</translation>
    </message>
    <message>
        <source>Request withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubusabe bwavanyweho</translation>
    </message>
    <message>
        <source>Section of the exam withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cy’isuzuma cyavanyweho</translation>
    </message>
    <message>
        <source>Searched</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hashakishijwe</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yageze hano</translation>
    </message>
    <message>
        <source>Called to the station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yahamagawe aho akorerwa</translation>
    </message>
    <message>
        <source>Identity confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro wemejwe</translation>
    </message>
    <message>
        <source>Visit finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uruzinduko rwarangiye</translation>
    </message>
    <message>
        <source>Handed over to another station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yoherejwe ahandi</translation>
    </message>
    <message>
        <source>Back in the queue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yasubiye ku murongo</translation>
    </message>
    <message>
        <source>Passed over for now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yasimbutswe by’agateganyo</translation>
    </message>
    <message>
        <source>Call taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ihamagara ryavanyweho</translation>
    </message>
    <message>
        <source>Arrival taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuhagera kwasubijwe inyuma</translation>
    </message>
    <message>
        <source>Hand-over taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kohereza byasubijwe inyuma</translation>
    </message>
    <message>
        <source>Arrived without an appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yaje nta gahunda</translation>
    </message>
    <message>
        <source>Protocol edition adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isohoro rya porotokole ryemejwe</translation>
    </message>
    <message>
        <source>Protocol setting changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare wa porotokole wahinduwe</translation>
    </message>
    <message>
        <source>Own protocol imported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole y’ivuriro yinjijwe</translation>
    </message>
    <message>
        <source>Own protocol retired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole y’ivuriro yavanywe mu ikoreshwa</translation>
    </message>
    <message>
        <source>Adoption of a protocol withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyemeza rya porotokole ryavanyweho</translation>
    </message>
    <message>
        <source>Record read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyandiko yasomwe</translation>
    </message>
    <message>
        <source>Photo added</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto yongewemo</translation>
    </message>
    <message>
        <source>Person added to a case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu yongewe muri dosiye</translation>
    </message>
    <message>
        <source>Case closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye yafunzwe</translation>
    </message>
    <message>
        <source>Case corrected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye yakosowe</translation>
    </message>
    <message>
        <source>Person corrected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro wakosowe</translation>
    </message>
    <message>
        <source>Case opened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye yafunguwe</translation>
    </message>
    <message>
        <source>Consent recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera kwanditswe</translation>
    </message>
    <message>
        <source>Person registered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu yanditswe</translation>
    </message>
    <message>
        <source>Person taken out of a case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu yavanywe muri dosiye</translation>
    </message>
    <message>
        <source>Relationship changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isano ryahinduwe</translation>
    </message>
    <message>
        <source>Appointment booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda yafashwe</translation>
    </message>
    <message>
        <source>Series of visits booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda zikurikirana zafashwe</translation>
    </message>
    <message>
        <source>Booked from the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda yavuye ku rutonde rw’abategereje</translation>
    </message>
    <message>
        <source>Appointment booked for now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda y’ako kanya yafashwe</translation>
    </message>
    <message>
        <source>Appointment cancelled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda yavanyweho</translation>
    </message>
    <message>
        <source>Name or note of an appointment changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina cyangwa icyitonderwa bya gahunda byahinduwe</translation>
    </message>
    <message>
        <source>Day closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi wafunzwe</translation>
    </message>
    <message>
        <source>More people than planned allowed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hemewe abantu barenze abateganyijwe</translation>
    </message>
    <message>
        <source>Capacity of a half hour changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare w’abantu mu gice cy’isaha wahinduwe</translation>
    </message>
    <message>
        <source>Opening hours changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasaha yo gukora yahinduwe</translation>
    </message>
    <message>
        <source>Room changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumba cyahinduwe</translation>
    </message>
    <message>
        <source>Service changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi yahinduwe</translation>
    </message>
    <message>
        <source>Booking list imported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde rwa gahunda rwinjijwe</translation>
    </message>
    <message>
        <source>Rooms, services and hours set up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba, serivisi n’amasaha byateguwe</translation>
    </message>
    <message>
        <source>Marked as not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yanditsweho ko ataje</translation>
    </message>
    <message>
        <source>Appointment moved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda yimuwe</translation>
    </message>
    <message>
        <source>Appointment put back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda yasubijweho</translation>
    </message>
    <message>
        <source>Day opened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi wongeye gufungurwa</translation>
    </message>
    <message>
        <source>Taken off the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yavanywe ku rutonde rw’abategereje</translation>
    </message>
    <message>
        <source>Put on the waiting list again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yasubijwe ku rutonde rw’abategereje</translation>
    </message>
    <message>
        <source>Put on the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yashyizwe ku rutonde rw’abategereje</translation>
    </message>
    <message>
        <source>Member of staff added</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukozi yongeweho</translation>
    </message>
    <message>
        <source>Backup made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko yakozwe</translation>
    </message>
    <message>
        <source>Backup brought back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko yagaruwe</translation>
    </message>
    <message>
        <source>Own password changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yahinduye ijambo rye ry’ibanga</translation>
    </message>
    <message>
        <source>Member of staff changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukozi yahinduwe</translation>
    </message>
    <message>
        <source>Language chosen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi rwahiswemo</translation>
    </message>
    <message>
        <source>Password given again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ryongeye gutangwa</translation>
    </message>
    <message>
        <source>Clinic laid out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gutunganya ivuriro byarangiye</translation>
    </message>
    <message>
        <source>Clinic founded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ryashinzwe</translation>
    </message>
    <message>
        <source>Screen locked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mudasobwa yafunzwe</translation>
    </message>
    <message>
        <source>Let in by the recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yinjijwe na kode yo kugarura</translation>
    </message>
    <message>
        <source>Enrolment paper made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwo kwandikisha rwakozwe</translation>
    </message>
    <message>
        <source>Workstation enrolled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mudasobwa yandikishijwe</translation>
    </message>
    <message>
        <source>Protection of the server recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uburinzi bwa seriveri bwanditswe</translation>
    </message>
    <message>
        <source>Key of the database renewed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urufunguzo rw’amakuru rwavuguruwe</translation>
    </message>
    <message>
        <source>Access ended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uburenganzira bwarangiye</translation>
    </message>
    <message>
        <source>Recovery code renewed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode yo kugarura yavuguruwe</translation>
    </message>
    <message>
        <source>Password reset</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ryahinduwe</translation>
    </message>
    <message>
        <source>Clinic&apos;s profile changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro w’ivuriro wahinduwe</translation>
    </message>
    <message>
        <source>Signature image changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto y’umukono yahinduwe</translation>
    </message>
    <message>
        <source>Signed in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yinjiye</translation>
    </message>
    <message>
        <source>Tables brought up to date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imbonerahamwe zavuguruwe</translation>
    </message>
    <message>
        <source>Snapshot of the sheet kept</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ishusho y’urupapuro yabitswe</translation>
    </message>
    <message>
        <source>Sheet read for the second entry</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwasomwe ngo rwandikwe ubwa kabiri</translation>
    </message>
    <message>
        <source>Sheet read for entry</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwasomwe ngo rwandikwe</translation>
    </message>
    <message>
        <source>Sheet for the authority prepared</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rw’urwego rwateguwe</translation>
    </message>
    <message>
        <source>Sheet read for printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwasomwe ngo rucapwe</translation>
    </message>
    <message>
        <source>Sheet printed or saved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwacapwe cyangwa rwabitswe</translation>
    </message>
    <message>
        <source>Sheet checked blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwagenzuwe batarureba</translation>
    </message>
    <message>
        <source>Sheet made anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwongeye gukorwa</translation>
    </message>
    <message>
        <source>Sheet opened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwongeye gufungurwa</translation>
    </message>
    <message>
        <source>Difference resolved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itandukaniro ryakemuwe</translation>
    </message>
    <message>
        <source>Authority&apos;s number recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero yo ku rwego yanditswe</translation>
    </message>
    <message>
        <source>Submitted to the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byoherejwe ku rwego</translation>
    </message>
    <message>
        <source>Value ticked as entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igisubizo cyashyizweho akamenyetso ko cyanditswe</translation>
    </message>
    <message>
        <source>Tick taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akamenyetso kavanyweho</translation>
    </message>
    <message>
        <source>Travellers added</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abagenzi bongeweho</translation>
    </message>
    <message>
        <source>Flight changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urugendo rw’indege rwahinduwe</translation>
    </message>
    <message>
        <source>Fitness to travel decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubushobozi bwo kugenda bwemejwe</translation>
    </message>
    <message>
        <source>Departure planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urugendo rwateganyijwe</translation>
    </message>
    <message>
        <source>Screening recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma mbere y’urugendo ryanditswe</translation>
    </message>
    <message>
        <source>Traveller taken off a flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umugenzi yavanywe ku ndege</translation>
    </message>
    <message>
        <source>Travel needs changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikenewe mu rugendo byahinduwe</translation>
    </message>
    <message>
        <source>Traveller read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umugenzi yasomwe</translation>
    </message>
    <message>
        <source>Screening voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma mbere y’urugendo ryasheshwe</translation>
    </message>
</context>
<context>
    <name>AuditPanel</name>
    <message>
        <source>Audit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igenzura</translation>
    </message>
    <message>
        <source>Check the whole chain</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Genzura uruhererekane rwose</translation>
    </message>
    <message>
        <source>Narrow by staff, act or workstation, or by name or number of a person on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ukurikije umukozi, igikorwa cyangwa mudasobwa, cyangwa izina cyangwa numero y’umuntu wanditswe</translation>
    </message>
    <message>
        <source>Narrow the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shungura urutonde</translation>
    </message>
    <message>
        <source>No entry fits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyanditswe gihuye.</translation>
    </message>
    <message>
        <source>What the entry says</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo icyanditswe kivuga</translation>
    </message>
    <message>
        <source>Choose an entry to see what stood before and after.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo icyanditswe kugira ngo urebe uko byari bimeze mbere na nyuma.</translation>
    </message>
    <message>
        <source>The chain holds: {entries} on {chains}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uruhererekane ni ruzima: {entries} kuri {chains}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln entries</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>icyanditswe %Ln</numerusform>
            <numerusform>ibyanditswe %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n workstations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>mudasobwa %n</numerusform>
            <numerusform>mudasobwa %n</numerusform>
        </translation>
    </message>
    <message>
        <source>The audit was emptied: not even the entry of the clinic&apos;s founding is there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyandiko z’igenzura zasibwe: n’iyo gushinga ivuriro ntikirimo.</translation>
    </message>
    <message>
        <source>The first bad entry is number {seq} of {chain}: {what}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyanditswe cya mbere gifite ikibazo ni nomero {seq} ya {chain}: {what}.</translation>
    </message>
    <message>
        <source>its text was changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umwandiko wacyo wahinduwe</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kirabura</translation>
    </message>
    <message>
        <source>it stands in another place</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kiri ahandi hantu</translation>
    </message>
    <message>
        <source>entries after it were cut off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ibyanditswe bikurikira byaciwe</translation>
    </message>
    <message>
        <source>the end of the chain does not fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iherezo ry’uruhererekane ntirihuye</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryari</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Act</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igikorwa</translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu</translation>
    </message>
    <message>
        <source>Workstation</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mudasobwa</translation>
    </message>
</context>
<context>
    <name>BackupPanel</name>
    <message>
        <source>Backups and key</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi n’urufunguzo</translation>
    </message>
    <message>
        <source>A backup is made every day while somebody is signed in. Only what was read back is listed. Keep a copy outside this computer.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko ikorwa buri munsi iyo hari umuntu winjiyemo. Herekanwa gusa izasubiwemo zigasomwa. Bika kopi hanze y’iyi mudasobwa.</translation>
    </message>
    <message>
        <source>Backups</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi z’ububiko</translation>
    </message>
    <message>
        <source>No backup yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kopi y’ububiko irakorwa.</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kora kopi nonaha</translation>
    </message>
    <message>
        <source>Back up to a folder…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kora kopi mu bubiko…</translation>
    </message>
    <message>
        <source>The server that holds the data is backed up by whoever runs it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri ibitse amakuru ikorerwa kopi n’uyicunga.</translation>
    </message>
    <message>
        <source>Folder for the backup</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho kopi y’ububiko ibikwa</translation>
    </message>
    <message>
        <source>Making a backup and reading it back…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harakorwa kopi y’ububiko, hanyuma isubirwemo…</translation>
    </message>
    <message>
        <source>Backup of {when} is read back: {rows} rows, in {folder}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi yo ku {when} yasomwe neza: imirongo {rows}, muri {folder}</translation>
    </message>
    <message>
        <source>Made</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yakozwe</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko imeze</translation>
    </message>
    <message>
        <source>read back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yasomwe neza</translation>
    </message>
    <message>
        <source>Rows</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo</translation>
    </message>
    <message>
        <source>Folder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho iri</translation>
    </message>
</context>
<context>
    <name>BlindDialog</name>
    <message>
        <source>Re-key {sheet} blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongera kwandika {sheet} utarureba</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Gereranya</translation>
    </message>
    <message>
        <source>Read each line from the authority’s screen, or from the papers, and type it here. What the sheet says is shown only afterwards, and only where it differs.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soma buri murongo kuri mudasobwa y’urwego, cyangwa ku mpapuro, uwandike hano. Ibiri ku rupapuro byerekanwa nyuma gusa, kandi aho bitandukanye gusa.</translation>
    </message>
</context>
<context>
    <name>Book</name>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuhagera</translation>
    </message>
    <message>
        <source>Move</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imura</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyira ku ruhande</translation>
    </message>
    <message>
        <source>Clinician…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuganga…</translation>
    </message>
    <message>
        <source>Slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>Name and note…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina n’icyitonderwa…</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi</translation>
    </message>
    <message>
        <source>Did not come…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntiyaje…</translation>
    </message>
    <message>
        <source>Book again as it was</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subizaho uko yari</translation>
    </message>
    <message>
        <source>Cancel appointment…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvanaho…</translation>
    </message>
    <message>
        <source>late</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yakererewe</translation>
    </message>
    <message>
        <source>booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yanditswe</translation>
    </message>
    <message>
        <source>arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yageze hano</translation>
    </message>
    <message>
        <source>in progress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>birakorwa</translation>
    </message>
    <message>
        <source>done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byarangiye</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yavanyweho</translation>
    </message>
    <message>
        <source>did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntiyaje</translation>
    </message>
    <message>
        <source>{here} of {all} here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hari {here} kuri {all}</translation>
    </message>
    <message>
        <source>{name} family · {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} n’abe · {count}</translation>
    </message>
    <message>
        <source>Time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isaha</translation>
    </message>
    <message>
        <source>Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumba</translation>
    </message>
    <message>
        <source>Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuganga</translation>
    </message>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>People</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu</translation>
    </message>
    <message>
        <source>Note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyitonderwa</translation>
    </message>
    <message>
        <source>with {clinician}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>na {clinician}</translation>
    </message>
    <message>
        <source>1 person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umuntu 1</translation>
    </message>
    <message>
        <source>{count} people</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>abantu {count}</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muganga</translation>
    </message>
    <message>
        <source>{name} (no longer here)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} (ntakihakora)</translation>
    </message>
</context>
<context>
    <name>BookDialog</name>
    <message>
        <source>Book appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufata gahunda</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata gahunda</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura umuntu umwe.</translation>
    </message>
    <message>
        <source>Please give a day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga umunsi.</translation>
    </message>
    <message>
        <source>No free time on this day. Choose another day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta mwanya uri kuri uwo munsi. Hitamo undi munsi.</translation>
    </message>
    <message>
        <source>&amp;Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Serivisi</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umug&amp;anga</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umunsi</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Isaha</translation>
    </message>
    <message>
        <source>&amp;Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;cyumba</translation>
    </message>
    <message>
        <source>&amp;Note for the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icy&amp;ongerwaho ku rupapuro</translation>
    </message>
    <message>
        <source>{name} · {minutes} min</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} · iminota {minutes}</translation>
    </message>
    <message>
        <source>&amp;Book all the same</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata gahunda uko biri kose</translation>
    </message>
    <message>
        <source>No free time on this day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta mwanya uri kuri uwo munsi.</translation>
    </message>
    <message>
        <source>{time} is not free for that long.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuva {time} nta mwanya ungana utyo uhari.</translation>
    </message>
    <message>
        <source>{room} · until {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{room} · kugeza {time}</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ntizwi</translation>
    </message>
</context>
<context>
    <name>BookPage</name>
    <message>
        <source>Appointments</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda</translation>
    </message>
    <message>
        <source>Arrows walk, Enter opens or books, M moves, Shift+Up and Down stretch, Enter puts down, Esc lets go. Ctrl+X puts aside, Ctrl+V takes up again, Ctrl+Z takes back. Ctrl+1, 2, 3: day, week, month; Ctrl+4: rooms or clinicians.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Utwambi turagenda, Enter irafungura cyangwa igafata gahunda, M irimura, Shift+Hejuru na Hasi birarambura, Enter irayishyiraho, Esc irayireka. Ctrl+X ishyira ku ruhande, Ctrl+V yongera kuyiterura, Ctrl+Z isubiza inyuma. Ctrl+1, 2, 3: umunsi, icyumweru, ukwezi; Ctrl+4: ibyumba cyangwa abaganga.</translation>
    </message>
    <message>
        <source>The day before (Ctrl+Page Up)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi ubanziriza (Ctrl+Page Up)</translation>
    </message>
    <message>
        <source>&amp;Today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>U&amp;yu munsi</translation>
    </message>
    <message>
        <source>The day after (Ctrl+Page Down)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi ukurikira (Ctrl+Page Down)</translation>
    </message>
    <message>
        <source>Go to a date (Ctrl+G)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jya ku itariki (Ctrl+G)</translation>
    </message>
    <message>
        <source>Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi</translation>
    </message>
    <message>
        <source>Week</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumweru</translation>
    </message>
    <message>
        <source>Month</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ukwezi</translation>
    </message>
    <message>
        <source>How much is shown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyerekanwa uko bingana</translation>
    </message>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba</translation>
    </message>
    <message>
        <source>Clinicians</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abaganga</translation>
    </message>
    <message>
        <source>What the columns are</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyo inkingi zerekana</translation>
    </message>
    <message>
        <source>Rooms or clinicians as columns (Ctrl+4)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba cyangwa abaganga mu nkingi (Ctrl+4)</translation>
    </message>
    <message>
        <source>Lists, waiting list and more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intonde, abategereje n’ibindi</translation>
    </message>
    <message>
        <source>&amp;Walk-in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nta gahunda</translation>
    </message>
    <message>
        <source>Somebody without an appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu udafite gahunda</translation>
    </message>
    <message>
        <source>Book appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufata gahunda</translation>
    </message>
    <message>
        <source>{count} booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>abanditswe {count}</translation>
    </message>
    <message>
        <source>{count} arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>abahageze {count}</translation>
    </message>
    <message>
        <source>{count} late</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>abakererewe {count}</translation>
    </message>
    <message>
        <source>Go to a date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jya ku itariki</translation>
    </message>
    <message>
        <source>&amp;Show</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>E&amp;rekana</translation>
    </message>
    <message>
        <source>&amp;Date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;tariki</translation>
    </message>
    <message>
        <source>did not come on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntiyaje ku {day}</translation>
    </message>
    <message>
        <source>Walk-in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta gahunda</translation>
    </message>
    <message>
        <source>Day list…	Ctrl+P</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde rw’umunsi…	Ctrl+P</translation>
    </message>
    <message>
        <source>Call list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abo guhamagara…</translation>
    </message>
    <message>
        <source>Waiting list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abategereje…</translation>
    </message>
    <message>
        <source>Put on the waiting list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyira ku rutonde rw’abategereje…</translation>
    </message>
    <message>
        <source>Visits that are still needed…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzinduko zigikenewe…</translation>
    </message>
    <message>
        <source>Import a booking list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwinjiza urutonde rwa gahunda…</translation>
    </message>
    <message>
        <source>Rooms as columns	Ctrl+4</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba mu nkingi	Ctrl+4</translation>
    </message>
    <message>
        <source>Clinicians as columns	Ctrl+4</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abaganga mu nkingi	Ctrl+4</translation>
    </message>
    <message>
        <source>{count} visits are booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzinduko zafatiwe gahunda: {count}.</translation>
    </message>
    <message>
        <source>booked by mistake, taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yafashwe ku bw’ikosa, yasubijwe inyuma</translation>
    </message>
</context>
<context>
    <name>BrowseView</name>
    <message>
        <source>Any part of a name or number, or scan a barcode</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cy’izina cyangwa cya nomero, cyangwa usikane kode</translation>
    </message>
    <message>
        <source>Find people</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha abantu</translation>
    </message>
    <message>
        <source>Register a person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umuntu</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>People</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu</translation>
    </message>
    <message>
        <source>A registration is not finished.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari iyandika ritarangiye.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Komeza</translation>
    </message>
    <message>
        <source>Nobody is found by this. Try fewer letters, or register the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wabonetse. Gerageza inyuguti nke, cyangwa wandike umuntu.</translation>
    </message>
    <message>
        <source>Nobody is on file yet. Register the first person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu uranandikwa. Andika uwa mbere.</translation>
    </message>
    <message>
        <source>People on file: {people}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu banditse: {people}</translation>
    </message>
</context>
<context>
    <name>CameraDialog</name>
    <message>
        <source>Take a photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufata ifoto</translation>
    </message>
    <message>
        <source>Take photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata ifoto</translation>
    </message>
    <message>
        <source>No camera was found. Connect one, or choose a file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kamera yabonetse. Comeka imwe, cyangwa uhitemo dosiye.</translation>
    </message>
    <message>
        <source>What the camera sees</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo kamera ibona</translation>
    </message>
    <message>
        <source>The camera gave no picture. Try again, or choose a file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kamera ntiyatanze ifoto. Ongera ugerageze, cyangwa uhitemo dosiye.</translation>
    </message>
</context>
<context>
    <name>CaseBox</name>
    <message>
        <source>Family and case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuryango na dosiye</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo</translation>
    </message>
    <message>
        <source>Travels with the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agendana n’umuryango</translation>
    </message>
    <message>
        <source>Relationship to the principal applicant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isano afitanye n’usaba w’ibanze</translation>
    </message>
    <message>
        <source>Travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urugendo</translation>
    </message>
    <message>
        <source>Joins case {number}: {people}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yinjiye muri dosiye {number}: {people}</translation>
    </message>
</context>
<context>
    <name>CaseDialog</name>
    <message>
        <source>Add a family to {flight}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongera umuryango ku ndege {flight}</translation>
    </message>
    <message>
        <source>&amp;Add to the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ku ndege</translation>
    </message>
    <message>
        <source>Case number or a name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero ya dosiye cyangwa izina</translation>
    </message>
    <message>
        <source>Cases found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye zabonetse</translation>
    </message>
    <message>
        <source>Choose a case to see who is in it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo dosiye kugira ngo urebe abayirimo.</translation>
    </message>
    <message>
        <source>&amp;Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Dosiye</translation>
    </message>
    <message>
        <source>Who flies</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abagenda</translation>
    </message>
    <message>
        <source>{number} · {name} · {people} in the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} · {name} · {people} muri dosiye</translation>
    </message>
    <message>
        <source>Choose a case and who of it flies.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo dosiye n’abayirimo bagenda.</translation>
    </message>
</context>
<context>
    <name>CaseFile</name>
    <message>
        <source>Classification and signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro n’umukono</translation>
    </message>
    <message>
        <source>After all results, by a physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nyuma y’ibisubizo byose, bikozwe na muganga</translation>
    </message>
    <message>
        <source>Waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hategerejwe: {needs}</translation>
    </message>
    <message>
        <source>Signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasinywe</translation>
    </message>
    <message>
        <source>Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byakozwe</translation>
    </message>
    <message>
        <source>Exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole</translation>
    </message>
    <message>
        <source>Version</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verisiyo</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko bimeze</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyavuyemo</translation>
    </message>
    <message>
        <source>Why amended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu yo gukosora</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryari</translation>
    </message>
    <message>
        <source>What</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki</translation>
    </message>
</context>
<context>
    <name>CaseFilePage</name>
    <message>
        <source>Exams</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imikono</translation>
    </message>
    <message>
        <source>History</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amateka</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;bindi</translation>
    </message>
    <message>
        <source>&amp;Move the exam to another person…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kwimurira isuzuma ku wundi muntu…</translation>
    </message>
    <message>
        <source>&amp;Void the exam…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusesa isu&amp;zuma…</translation>
    </message>
    <message>
        <source>&amp;Begin a new exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Tangira isuzuma rishya</translation>
    </message>
    <message>
        <source>&amp;Enter at the authority…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwandika ku &amp;rwego…</translation>
    </message>
    <message>
        <source>&amp;Look ahead to a day…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kureba &amp;imbere ku munsi…</translation>
    </message>
    <message>
        <source>&amp;Enter at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika ku &amp;rwego</translation>
    </message>
    <message>
        <source>Signatures of the current exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imikono y’isuzuma riri gukorwa</translation>
    </message>
    <message>
        <source>No case file is open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta fishi ifunguye</translation>
    </message>
    <message>
        <source>Find a person, a case or a number with Ctrl+K.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha umuntu, dosiye cyangwa nomero ukoresheje Ctrl+K.</translation>
    </message>
    <message>
        <source>Case {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye {number}</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi</translation>
    </message>
    <message numerus="yes">
        <source>Family of %n</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Umuryango: %n</numerusform>
            <numerusform>Umuryango: %n</numerusform>
        </translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu</translation>
    </message>
    <message>
        <source>The family travels together: clearance follows the last member.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuryango ugendera hamwe: uburenganzira bwo kugenda buzana n’uwa nyuma.</translation>
    </message>
    <message>
        <source>Protocol {edition}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole {edition}</translation>
    </message>
    <message>
        <source>Edition not adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isohoro ritaremezwa</translation>
    </message>
    <message>
        <source>Hold</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birahagaritswe</translation>
    </message>
    <message>
        <source>Exam of {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryo ku {day}</translation>
    </message>
    <message>
        <source>No exam yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rirakorwa</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rifite agaciro kugeza {day}</translation>
    </message>
    <message>
        <source>Continue &amp;exam  F6</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Komeza &amp;isuzuma  F6</translation>
    </message>
    <message>
        <source>Read &amp;exam  F6</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soma &amp;isuzuma  F6</translation>
    </message>
    <message>
        <source>Begin &amp;exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tangira &amp;isuzuma</translation>
    </message>
    <message>
        <source>Requirements</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisabwa</translation>
    </message>
    <message>
        <source>Exams and signatures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma n’imikono</translation>
    </message>
    <message>
        <source>This person is in no case. Open a case in the registration first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu nta dosiye arimo. Banza ufungure dosiye mu iyandika.</translation>
    </message>
    <message>
        <source>No consent is recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera ntikwanditswe</translation>
    </message>
    <message>
        <source>Begin without it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tangira nubwo kutanditswe</translation>
    </message>
    <message>
        <source>Record the consent of {name} in the registration first, or say why the exam begins without it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Banza wandike ukwemera kwa {name} aho abantu bandikwa, cyangwa uvuge impamvu isuzuma ritangira kutanditswe.</translation>
    </message>
    <message>
        <source>Void exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusesa isuzuma</translation>
    </message>
    <message>
        <source>The exam of {name} stays readable as void and can be begun anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya {name} rikomeza gusomwa nk’iryasheshwe kandi rishobora gutangirwa bundi bushya.</translation>
    </message>
    <message>
        <source>Choose a requirement to see why it is asked; Enter opens its section, F6 the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igisabwa kugira ngo urebe impamvu gisabwa; Enter ifungura igice cyacyo, F6 ifungura isuzuma.</translation>
    </message>
</context>
<context>
    <name>CaseForm</name>
    <message>
        <source>No case yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta dosiye irahari</translation>
    </message>
    <message>
        <source>given by the clinic if empty</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itangwa n’ivuriro iyo ari ubusa</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ajya</translation>
    </message>
    <message>
        <source>Category</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro</translation>
    </message>
    <message>
        <source>Case number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero ya dosiye</translation>
    </message>
    <message>
        <source>Programme</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo</translation>
    </message>
</context>
<context>
    <name>CaseStrip</name>
    <message>
        <source>&amp;Take over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata</translation>
    </message>
    <message>
        <source>The case is now for {now}; this exam was begun for {was}. What is asked may change.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ubu ni iya {now}; iri suzuma ryatangiriye kuri {was}. Ibibazwa bishobora guhinduka.</translation>
    </message>
    <message>
        <source>The case is now for {now}; this exam was begun for {was}. Void this exam in the case file and begin another, or have the case corrected.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ubu ni iya {now}; iri suzuma ryatangiriye kuri {was}. Sesa iri suzuma mu ifishi utangire irindi, cyangwa usabe ko dosiye ikosorwa.</translation>
    </message>
</context>
<context>
    <name>CaseView</name>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye</translation>
    </message>
    <message>
        <source>not in the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntari muri dosiye</translation>
    </message>
    <message>
        <source>travels apart</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>agenda ukwe</translation>
    </message>
    <message>
        <source>People in the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abari muri dosiye</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yafunzwe</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yego</translation>
    </message>
    <message>
        <source>Nobody is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wabonetse.</translation>
    </message>
    <message>
        <source>Find somebody on file to add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha uwanditse kugira ngo umwongeremo</translation>
    </message>
    <message>
        <source>Register a new member</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umuntu mushya wo mu muryango</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongeramo</translation>
    </message>
    <message>
        <source>Close case…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufunga dosiye…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reka</translation>
    </message>
    <message>
        <source>Save case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bika dosiye</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Take {name} out of the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvana {name} muri dosiye</translation>
    </message>
    <message>
        <source>Take out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vanamo</translation>
    </message>
    <message>
        <source>It is saved with the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bibikanwa na dosiye.</translation>
    </message>
    <message>
        <source>Close case {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufunga dosiye {number}</translation>
    </message>
    <message>
        <source>Close case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga dosiye</translation>
    </message>
    <message>
        <source>A closed case stays on file and leaves the lists of open cases.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ifunze ikomeza kubikwa, ariko iva ku rutonde rw’izifunguye.</translation>
    </message>
</context>
<context>
    <name>CertificateLists</name>
    <message>
        <source>Ready to issue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiteguye gutangwa</translation>
    </message>
    <message>
        <source>Nothing is ready: every decision has its certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta giteguye: buri mwanzuro ufite icyemezo cyawo.</translation>
    </message>
    <message>
        <source>Issued certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyemezo byatanzwe</translation>
    </message>
    <message>
        <source>No certificate fits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyemezo gihuye.</translation>
    </message>
    <message>
        <source>Waiting for the printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bitegereje gucapwa</translation>
    </message>
    <message>
        <source>Nothing waits for the printer.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta gitegereje gucapwa.</translation>
    </message>
    <message>
        <source>&amp;Save to a folder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bika mu bubiko</translation>
    </message>
    <message>
        <source>&amp;Withdraw</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vanamo</translation>
    </message>
    <message>
        <source>&amp;Issue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Tanga</translation>
    </message>
    <message>
        <source>Issue and prin&amp;t</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga u&amp;cape</translation>
    </message>
    <message>
        <source>Prin&amp;t</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Capa</translation>
    </message>
    <message>
        <source>Prin&amp;t what waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Capa ibitegereje</translation>
    </message>
</context>
<context>
    <name>CertificatePanel</name>
    <message>
        <source>Choose a certificate to see it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo icyemezo kugira ngo ukirebe.</translation>
    </message>
    <message>
        <source>Re&amp;place</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Simbuza</translation>
    </message>
    <message>
        <source>Issue it anew: a corrected name, a new decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gutanga icyemezo bundi bushya: izina ryakosowe, umwanzuro mushya</translation>
    </message>
    <message>
        <source>Re&amp;voke</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>T&amp;esha agaciro</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro</translation>
    </message>
    <message>
        <source>Conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibigomba kubahirizwa</translation>
    </message>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gifite agaciro kugeza</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gisimbura</translation>
    </message>
    <message>
        <source>No photo is on file: its place on the paper will stay empty.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta foto iri mu bubiko: umwanya wayo ku rupapuro uzaguma ari ubusa.</translation>
    </message>
    <message>
        <source>Not issued yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntikiratangwa</translation>
    </message>
    <message>
        <source>No longer covered: {why}. Revoke or replace it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntikishingiwe: {why}. Giteshe agaciro cyangwa ugisimbuze.</translation>
    </message>
    <message>
        <source>Printing failed. {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byanze. {why}</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero</translation>
    </message>
    <message>
        <source>Destination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho bajya</translation>
    </message>
    <message>
        <source>Issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyatanzwe</translation>
    </message>
    <message>
        <source>{when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{when} na {who}</translation>
    </message>
    <message>
        <source>Ended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byarangiye</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>Replaced by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasimbuwe na</translation>
    </message>
</context>
<context>
    <name>Certificates</name>
    <message>
        <source>Traveller</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umugenzi</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro</translation>
    </message>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege</translation>
    </message>
    <message>
        <source>Photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto</translation>
    </message>
    <message>
        <source>Replaces</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gisimbura</translation>
    </message>
    <message>
        <source>on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urahari</translation>
    </message>
    <message>
        <source>missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>irabura</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko kimeze</translation>
    </message>
    <message>
        <source>Issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyatanzwe</translation>
    </message>
    <message>
        <source>Prints</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inshuro</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko imeze</translation>
    </message>
    <message>
        <source>Printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imashini icapa</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasabwe</translation>
    </message>
    <message>
        <source>Fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ashobora kugenda</translation>
    </message>
    <message>
        <source>Fit with conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ashobora, hari ibisabwa</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyateshejwe agaciro</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasimbuwe</translation>
    </message>
    <message>
        <source>Expired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyarangiye</translation>
    </message>
    <message>
        <source>Not covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntikishingiwe</translation>
    </message>
    <message>
        <source>Valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gifite agaciro</translation>
    </message>
    <message>
        <source>Not saved, because nobody may rely on them: {papers}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibyabitswe, kuko nta wagomba kubyizera: {papers}.</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyahagaritswe na</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>In its place</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasimbuwe na</translation>
    </message>
    <message>
        <source>the physician decided again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>muganga yongeye gufata umwanzuro</translation>
    </message>
    <message>
        <source>the flight was changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urugendo rw’indege rwahinduwe</translation>
    </message>
    <message>
        <source>the person was screened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umuntu yongeye gusuzumwa</translation>
    </message>
    <message>
        <source>the screening was voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>isuzuma ryasheshwe</translation>
    </message>
    <message>
        <source>the person was taken off the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umuntu yavanywe ku ndege</translation>
    </message>
    <message>
        <source>the medical exam does not allow the journey</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>isuzuma rya muganga ntirimwemerera kugenda</translation>
    </message>
    <message>
        <source>its name, birth date, sex, nationality or document was corrected on file since</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>amazina, itariki y’amavuko, igitsina, ubwenegihugu cyangwa icyangombwa byarakosowe nyuma</translation>
    </message>
    <message>
        <source>the decision does not hold any more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umwanzuro ntugifite agaciro</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gitegereje</translation>
    </message>
    <message>
        <source>Printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kiracapwa</translation>
    </message>
    <message>
        <source>Printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyacapwe</translation>
    </message>
    <message>
        <source>Failed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byanze</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyavanyweho</translation>
    </message>
    <message>
        <source>This desk does not know the printer.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi mudasobwa ntizi iyo mashini icapa.</translation>
    </message>
    <message>
        <source>The printer did not take the paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imashini icapa ntiyafashe urupapuro.</translation>
    </message>
    <message>
        <source>The print was broken off.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa byahagaze.</translation>
    </message>
    <message>
        <source>The certificate could not be drawn.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo nticyashoboye gushushanywa.</translation>
    </message>
    <message>
        <source>The program was stopped meanwhile. Look whether the paper is there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porogaramu yahagaze hagati aho. Reba niba urupapuro rwasohotse.</translation>
    </message>
    <message>
        <source>The print did not succeed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa ntibyakunze.</translation>
    </message>
    <message>
        <source>{number}: {status}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number}: {status}</translation>
    </message>
    <message>
        <source>Only the number was given, the paper was not checked. Scan its code.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hatanzwe nomero gusa, urupapuro ntirwagenzuwe. Sikana kode yarwo.</translation>
    </message>
    <message>
        <source>Do not rely on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntukigirire icyizere</translation>
    </message>
    <message>
        <source>Signed by this clinic, but not in the register</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasinywe n’iri vuriro, ariko nticyanditse mu gitabo</translation>
    </message>
    <message>
        <source>Ask who holds the clinic’s older records before relying on it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Banza ubaze ufite ibitabo bya kera by’ivuriro mbere yo kucyizera.</translation>
    </message>
    <message>
        <source>This is no certificate code of this clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si kode y’icyemezo cy’iri vuriro.</translation>
    </message>
    <message>
        <source>It was signed with a key that this clinic does not have.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasinywe hakoreshejwe urufunguzo iri vuriro ridafite.</translation>
    </message>
    <message>
        <source>Something was changed: the signature does not fit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari icyahinduwe: umukono ntuhuye.</translation>
    </message>
    <message>
        <source>The file carries no seal: another program wrote or saved it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye nta kimenyetso ifite: yanditswe cyangwa yabitswe n’indi porogaramu.</translation>
    </message>
    <message>
        <source>The content of the file is not the content that was signed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiri muri dosiye si byo byasinywe.</translation>
    </message>
    <message>
        <source>The signature does not hold.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono nta gaciro ufite.</translation>
    </message>
    <message>
        <source>Revoked: do not rely on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyateshejwe agaciro: ntukigirire icyizere</translation>
    </message>
    <message>
        <source>Revoked on {when} by {who}: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyateshejwe agaciro ku {when} na {who}: {reason}</translation>
    </message>
    <message>
        <source>Replaced: ask for the newer paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasimbuwe: saba urupapuro rushya</translation>
    </message>
    <message>
        <source>{number} stands in its place since {when}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} cyagisimbuye kuva {when}.</translation>
    </message>
    <message>
        <source>Genuine, but no longer covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni umwimerere, ariko ntikishingiwe</translation>
    </message>
    <message>
        <source>It should be revoked or replaced: {why}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gikwiye guteshwa agaciro cyangwa gusimbuzwa: {why}.</translation>
    </message>
    <message>
        <source>Genuine, but expired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni umwimerere, ariko cyarangiye</translation>
    </message>
    <message>
        <source>It was valid until {when}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyari gifite agaciro kugeza {when}.</translation>
    </message>
    <message>
        <source>Genuine and valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni umwimerere kandi gifite agaciro</translation>
    </message>
    <message>
        <source>Signature and register agree; valid until {when}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono n’igitabo birahuye; gifite agaciro kugeza {when}.</translation>
    </message>
</context>
<context>
    <name>CertificatesPage</name>
    <message>
        <source>Certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyemezo</translation>
    </message>
    <message>
        <source>Show the&amp;m</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>E&amp;rekana</translation>
    </message>
    <message>
        <source>Ready</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiteguye</translation>
    </message>
    <message>
        <source>Issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyatanzwe</translation>
    </message>
    <message>
        <source>To print</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo gucapa</translation>
    </message>
    <message>
        <source>List</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde</translation>
    </message>
    <message>
        <source>Name, number, case or flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina, nomero, dosiye cyangwa indege</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shungura urutonde</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko kimeze</translation>
    </message>
    <message>
        <source>All</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byose</translation>
    </message>
    <message>
        <source>Standing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bifite agaciro</translation>
    </message>
    <message>
        <source>Not covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntikishingiwe</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyateshejwe agaciro</translation>
    </message>
    <message>
        <source>Replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Cyasimbuwe</translation>
    </message>
    <message>
        <source>&amp;Check a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Genzura icyemezo</translation>
    </message>
    <message>
        <source>Save the public key with which anybody can check</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bika urufunguzo rusange buri wese yagenzurisha</translation>
    </message>
    <message>
        <source>Printing certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa ibyemezo</translation>
    </message>
    <message>
        <source>Ctrl+A chooses all. Alt+I issues, Alt+T prints, Alt+C checks a paper in hand, Ctrl+F filters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+A ihitamo byose. Alt+T iratanga, Alt+C iracapa, Alt+G igenzura urupapuro ufite mu ntoki, Ctrl+F irashungura.</translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) must be revoked or replaced.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Icyemezo %n kigomba guteshwa agaciro cyangwa gusimbuzwa.</numerusform>
            <numerusform>Ibyemezo %n bigomba guteshwa agaciro cyangwa gusimbuzwa.</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose whose certificate is to be issued; Ctrl+A chooses all.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo abagomba guhabwa icyemezo; Ctrl+A ihitamo bose.</translation>
    </message>
    <message>
        <source>Issuing certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gutanga ibyemezo</translation>
    </message>
    <message>
        <source>Choose what is to be printed; Ctrl+A chooses all.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ibicapwa; Ctrl+A ihitamo byose.</translation>
    </message>
    <message>
        <source>Choose what is to be saved; Ctrl+A chooses all.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ibibikwa; Ctrl+A ihitamo byose.</translation>
    </message>
    <message>
        <source>Save certificates to a folder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kubika ibyemezo mu bubiko</translation>
    </message>
    <message>
        <source>Saving certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kubika ibyemezo</translation>
    </message>
    <message>
        <source>Revoke {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gutesha agaciro {number}</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tesha agaciro</translation>
    </message>
    <message>
        <source>Whoever checks it will see that it must not be relied on. This cannot be undone.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uzakigenzura wese azabona ko kitagomba kwizerwa. Ibi ntibisubirwaho.</translation>
    </message>
    <message>
        <source>Replace {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusimbuza {number}</translation>
    </message>
    <message>
        <source>Replace</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Simbuza</translation>
    </message>
    <message>
        <source>A new certificate is issued from the decision that stands now; this one is marked as replaced.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo gishya gitangwa hakurikijwe umwanzuro uriho ubu; iki gishyirwaho ikimenyetso ko cyasimbuwe.</translation>
    </message>
    <message>
        <source>Save the public key</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kubika urufunguzo rusange</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwandiko (*.txt)</translation>
    </message>
    <message>
        <source>This desk has no printer. Save the certificates to a folder, or set one up.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi mudasobwa nta mashini icapa ifite. Bika ibyemezo mu bubiko, cyangwa uyishyireho.</translation>
    </message>
</context>
<context>
    <name>ChainDialog</name>
    <message>
        <source>Book a whole visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda y’uruzinduko rwose</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata gahunda</translation>
    </message>
    <message>
        <source>&amp;Time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;saha</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umug&amp;anga</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura umuntu umwe.</translation>
    </message>
    <message>
        <source>No day has room for the whole visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta munsi ufite umwanya w’uruzinduko rwose.</translation>
    </message>
</context>
<context>
    <name>ChangeStaffDialog</name>
    <message>
        <source>Save</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bika</translation>
    </message>
    <message>
        <source>Login: {login}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira: {login}</translation>
    </message>
</context>
<context>
    <name>ChangesView</name>
    <message>
        <source>Compare with</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gereranya na</translation>
    </message>
    <message>
        <source>Part</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode</translation>
    </message>
    <message>
        <source>Change</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impinduka</translation>
    </message>
    <message>
        <source>Before</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mbere</translation>
    </message>
    <message>
        <source>After</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nyuma</translation>
    </message>
    <message>
        <source>Changes between editions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyahindutse hagati y’amasohoro</translation>
    </message>
    <message>
        <source>Both editions say the same.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasohoro yombi avuga bimwe.</translation>
    </message>
    <message>
        <source>There is no other edition of this country to compare with.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta rindi sohoro ry’iki gihugu ryo kugereranya.</translation>
    </message>
</context>
<context>
    <name>CheckDialog</name>
    <message>
        <source>Check a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugenzura icyemezo</translation>
    </message>
    <message>
        <source>MHAC1.…, or a number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>MHAC1.…, cyangwa nomero</translation>
    </message>
    <message>
        <source>&amp;Check</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Genzura</translation>
    </message>
    <message>
        <source>Open a &amp;file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura &amp;dosiye…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
    <message>
        <source>Scan the square code of the paper, type its number, or open the PDF file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sikana kode ya kare iri ku rupapuro, wandike nomero yarwo, cyangwa ufungure dosiye ya PDF.</translation>
    </message>
    <message>
        <source>C&amp;ode or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>K&amp;ode cyangwa nomero</translation>
    </message>
    <message>
        <source>Open a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufungura icyemezo</translation>
    </message>
    <message>
        <source>Certificates (*.pdf *.txt)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyemezo (*.pdf *.txt)</translation>
    </message>
    <message>
        <source>This could not be checked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi ntibyashoboye kugenzurwa</translation>
    </message>
    <message>
        <source>The paper must say: {name}, {decision}, {destination}, flight {flight}, number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rugomba kuvuga: {name}, {decision}, {destination}, indege {flight}, nomero {number}.</translation>
    </message>
    <message>
        <source>The paper must say: initials {initials}, born {year}, {decision}, valid until {until}, number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rugomba kuvuga: inyuguti zitangira amazina {initials}, yavutse {year}, {decision}, gifite agaciro kugeza {until}, nomero {number}.</translation>
    </message>
</context>
<context>
    <name>ChosenCard</name>
    <message>
        <source>Appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>n’abandi {count}</translation>
    </message>
</context>
<context>
    <name>ClassificationView</name>
    <message>
        <source>Proposed by the protocol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyasabwe na porotokole</translation>
    </message>
    <message>
        <source>Holds</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bihagarika</translation>
    </message>
    <message>
        <source>To be decided or watched</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibigomba kwemezwa cyangwa gukurikiranwa</translation>
    </message>
    <message>
        <source>No examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rikenewe.</translation>
    </message>
    <message>
        <source>The proposal waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyifuzo kirategereje</translation>
    </message>
    <message>
        <source>The outcome cannot be said before these are known:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro ntushobora kuvugwa ibi bitaramenyekana:</translation>
    </message>
    <message>
        <source>Certain already</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyamaze kumenyekana</translation>
    </message>
    <message>
        <source>No class: no finding that the protocol gives a class for.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyiciro: nta cyabonetse porotokole iha icyiciro.</translation>
    </message>
    <message>
        <source>Holds travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bihagarika urugendo</translation>
    </message>
    <message>
        <source>Waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birategereje</translation>
    </message>
    <message>
        <source>Grade {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inota {grade}</translation>
    </message>
    <message>
        <source>Nothing found for which the protocol gives a worse grade.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyabonetse porotokole iha inota ribi kurushaho.</translation>
    </message>
    <message>
        <source>As proposed: {outcome}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nk’uko byifujwe: {outcome}</translation>
    </message>
    <message>
        <source>Decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byemejwe</translation>
    </message>
    <message>
        <source>No class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyiciro</translation>
    </message>
    <message>
        <source>Decided against the proposal; the comment says why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byemejwe bitandukanye n’icyifuzo; igisobanuro kivuga impamvu.</translation>
    </message>
    <message>
        <source>Decided against the proposal: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byemejwe bitandukanye n’icyifuzo: {reason}</translation>
    </message>
    <message>
        <source>An answer was changed after this. Please decide again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari igisubizo cyahindutse nyuma y’ibi. Ongera ufate umwanzuro.</translation>
    </message>
    <message>
        <source>The physician confirms the proposal or decides otherwise.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Muganga yemeza icyifuzo cyangwa agafata undi mwanzuro.</translation>
    </message>
    <message>
        <source>&amp;Record the grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Andika amanota</translation>
    </message>
    <message>
        <source>Confirm the &amp;proposal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza icyifuzo</translation>
    </message>
    <message>
        <source>Decide &amp;otherwise…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata &amp;undi mwanzuro…</translation>
    </message>
    <message>
        <source>Your grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amanota yawe</translation>
    </message>
    <message>
        <source>A grade may be made worse than proposed, never better.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inota rishobora kugirwa ribi kurusha iryasabwe, ntirishobora kugirwa ryiza kurushaho.</translation>
    </message>
</context>
<context>
    <name>ClinicStep</name>
    <message>
        <source>The clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro</translation>
    </message>
    <message>
        <source>As it stands on the screens and on every paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko rigaragara kuri mudasobwa no kuri buri rupapuro.</translation>
    </message>
</context>
<context>
    <name>ClinicianBox</name>
    <message>
        <source>Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuganga</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwo ari we wese</translation>
    </message>
</context>
<context>
    <name>ClinicianDialog</name>
    <message>
        <source>Who sees them</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubakira</translation>
    </message>
    <message>
        <source>C&amp;hange</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Hindura</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umug&amp;anga</translation>
    </message>
    <message>
        <source>{clinician} does not take this any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} ntagikora iyi serivisi.</translation>
    </message>
</context>
<context>
    <name>CloseDialog</name>
    <message>
        <source>Appointments stand then</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari gahunda icyo gihe</translation>
    </message>
    <message>
        <source>&amp;Close all the same</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Funga uko biri kose</translation>
    </message>
    <message>
        <source>They keep their time, and the appointment book lists them under “To be moved” until somebody moves or cancels them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Zigumana isaha yazo, kandi igitabo cya gahunda kizerekana munsi ya « Byo kwimura » kugeza umuntu azimuye cyangwa azisheshe.</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryari</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumba</translation>
    </message>
    <message>
        <source>None any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta na kimwe gisigaye.</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>You sign the exam of {name}. Afterwards it is closed; a later change is an amendment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Usinye isuzuma rya {name}. Nyuma yaho rirafungwa; icyahinduka nyuma ni ubugororangingo.</translation>
    </message>
    <message>
        <source>Sign exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sinya isuzuma</translation>
    </message>
</context>
<context>
    <name>ConsentBox</name>
    <message>
        <source>Consent to the examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera gusuzumwa</translation>
    </message>
    <message>
        <source>Given</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yarabyemeye</translation>
    </message>
    <message>
        <source>Refused</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yarabyanze</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yisubiyeho</translation>
    </message>
    <message>
        <source>Consent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igisubizo</translation>
    </message>
    <message>
        <source>Explained in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasobanuwe mu</translation>
    </message>
    <message>
        <source>Through interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hifashishijwe umusemuzi</translation>
    </message>
    <message>
        <source>Signed by guardian</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasinywe n’umurera</translation>
    </message>
    <message>
        <source>Guardian is</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurera ni</translation>
    </message>
</context>
<context>
    <name>ContextPanel</name>
    <message>
        <source>No examination is needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rikenewe</translation>
    </message>
    <message>
        <source>Needs a second look</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikeneye kongera kurebwa</translation>
    </message>
    <message>
        <source>Nothing so far</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza ubu nta na kimwe</translation>
    </message>
    <message>
        <source>high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hejuru</translation>
    </message>
    <message>
        <source>low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hasi</translation>
    </message>
    <message>
        <source>unusual</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bidasanzwe</translation>
    </message>
    <message>
        <source>not possible</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibishoboka</translation>
    </message>
    <message>
        <source>warning sign</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikimenyetso mpuruza</translation>
    </message>
    <message>
        <source>severely high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hejuru cyane</translation>
    </message>
    <message>
        <source>severely low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hasi cyane</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hari ikibazo</translation>
    </message>
    <message>
        <source>Tests</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibizamini</translation>
    </message>
    <message>
        <source>open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bitarakorwa</translation>
    </message>
    <message>
        <source>From the history</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo mu mateka y’ubuzima</translation>
    </message>
    <message>
        <source>Nothing reported</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyavuzwe</translation>
    </message>
    <message>
        <source>Earlier readings</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibipimo bya mbere</translation>
    </message>
</context>
<context>
    <name>DateEdit</name>
    <message>
        <source>05 Mar 1990, Mar 1990, about 1990</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>5 Wer 1990, Wer 1990, nka 1990</translation>
    </message>
    <message>
        <source>05 Mar 2026</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>05 Wer 2026</translation>
    </message>
    <message>
        <source>Nobody knows this date (or type ?)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wuzi iyi tariki (cyangwa wandike ?)</translation>
    </message>
    <message>
        <source>not known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntizwi</translation>
    </message>
    <message>
        <source>no date yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iyi si itariki iruzuye</translation>
    </message>
</context>
<context>
    <name>DayDialog</name>
    <message>
        <source>Look ahead</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kureba imbere</translation>
    </message>
    <message>
        <source>What will have changed by that day, if nothing new is found?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni iki kizaba cyarahindutse kuri uwo munsi, nta kindi gishya kibonetse?</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umunsi</translation>
    </message>
    <message>
        <source>Please give a day to come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga umunsi utaragera.</translation>
    </message>
</context>
<context>
    <name>DayEnd</name>
    <message>
        <source>Still inside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Baracyari hano</translation>
    </message>
    <message>
        <source>Unfinished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibirarangira</translation>
    </message>
    <message>
        <source>Results awaited</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisubizo bitegerejwe</translation>
    </message>
    <message>
        <source>Not printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibyacapwe</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibaje</translation>
    </message>
    <message>
        <source>at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ari kuri {station}</translation>
    </message>
    <message>
        <source>still asked: {stations}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>haracyasabwa: {stations}</translation>
    </message>
    <message>
        <source>no result yet: {kind}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta gisubizo: {kind}</translation>
    </message>
    <message>
        <source>request slip not printed: {kind}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urupapuro rw’ubusabe: {kind}</translation>
    </message>
    <message>
        <source>certificate issued, not printed yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>icyemezo cyatanzwe, ntikiracapwa</translation>
    </message>
    <message>
        <source>no certificate yet; flies {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta cyemezo kiraboneka; indege {when}</translation>
    </message>
    <message>
        <source>printing failed: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gucapa byanze: {reason}</translation>
    </message>
    <message>
        <source>waits for the printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gitegereje imashini icapa</translation>
    </message>
    <message>
        <source>noted; to be booked again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byanditswe; ahabwe indi gahunda</translation>
    </message>
    <message>
        <source>not noted yet; call, or book again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibyanditswe; hamagara cyangwa utange indi</translation>
    </message>
    <message>
        <source>Kind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero</translation>
    </message>
    <message>
        <source>Since</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuva</translation>
    </message>
    <message>
        <source>What is open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitararangiye</translation>
    </message>
</context>
<context>
    <name>DayEndPage</name>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitararangiye</translation>
    </message>
    <message>
        <source>Left open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisigaye</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fungura</translation>
    </message>
    <message>
        <source>Enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter</translation>
    </message>
    <message>
        <source>&amp;Finish visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Soza uruzinduko</translation>
    </message>
    <message>
        <source>&amp;Left before the end…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Yagiye bitararangira…</translation>
    </message>
    <message>
        <source>Did &amp;not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ntiyaje</translation>
    </message>
    <message>
        <source>P&amp;rint…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>C&amp;apa…</translation>
    </message>
    <message>
        <source>&amp;Print the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Capa urutonde</translation>
    </message>
    <message>
        <source>Enter opens a line, E finishes a visit, L ends it with a reason, N notes that somebody did not come, P prints what is not on paper, Ctrl+P the list. A figure goes to its first line.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter ifungura umurongo, E isoza uruzinduko, L irusoza itanga impamvu, N yandika ko umuntu ataje, P icapa ibitaracapwa, Ctrl+P icapa urutonde. Umubare ujya ku murongo wawo wa mbere.</translation>
    </message>
    <message>
        <source>Nothing is left open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta gisigaye</translation>
    </message>
    <message>
        <source>Everybody has been checked out, and nothing of today waits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bose basezerewe, kandi nta cy’uyu munsi gitegereje.</translation>
    </message>
    <message>
        <source>{ticket} {who} has finished.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} {who} yarangije.</translation>
    </message>
    <message>
        <source>Left before the end</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yagiye bitararangira</translation>
    </message>
    <message>
        <source>&amp;End the visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Soza uruzinduko</translation>
    </message>
    <message>
        <source>{who} has left.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} yagiye.</translation>
    </message>
    <message>
        <source>{who} did not come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} ntiyaje.</translation>
    </message>
</context>
<context>
    <name>DayPicture</name>
    <message>
        <source>Appointments of the day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda z’umunsi</translation>
    </message>
    <message>
        <source>{place} until {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{place} kugeza {time}</translation>
    </message>
    <message>
        <source>free, Enter puts it down</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>harimo ubusa, Enter irayishyiraho</translation>
    </message>
    <message>
        <source>Lunch · closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikiruhuko · harafunze</translation>
    </message>
    <message>
        <source>Closed · {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harafunze · {reason}</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harafunze</translation>
    </message>
</context>
<context>
    <name>DecisionDialog</name>
    <message>
        <source>Fitness decision for {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro ku bushobozi bwo kugenda bwa {name}</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ashobora kugenda</translation>
    </message>
    <message>
        <source>Fit with &amp;conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ashobora kugenda &amp;hubahirijwe ibisabwa</translation>
    </message>
    <message>
        <source>&amp;Temporarily unfit, with a recheck</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntashobora kugenda b&amp;y’agateganyo, azongera gusuzumwa</translation>
    </message>
    <message>
        <source>&amp;Unfit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ntashobora kugenda</translation>
    </message>
    <message>
        <source>Co&amp;nditions of the journey</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;bigomba kubahirizwa mu rugendo</translation>
    </message>
    <message>
        <source>Checked &amp;again on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Azon&amp;gera gusuzumwa ku</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Why the person may fly &amp;nevertheless</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu ashobora kugenda nubwo bimeze b&amp;ityo</translation>
    </message>
    <message>
        <source>Why the &amp;earlier decision is replaced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu umwanzuro wa mbere &amp;usimbuwe</translation>
    </message>
    <message>
        <source>Choose one of the four decisions.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo umwe mu myanzuro ine.</translation>
    </message>
</context>
<context>
    <name>DeparturesPage</name>
    <message>
        <source>Departures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ingendo</translation>
    </message>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege</translation>
    </message>
    <message>
        <source>Earlier flight (Ctrl+Page Up)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege ibanziriza (Ctrl+Page Up)</translation>
    </message>
    <message>
        <source>Later flight (Ctrl+Page Down)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege ikurikira (Ctrl+Page Down)</translation>
    </message>
    <message>
        <source>&amp;Change flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Hindura indege</translation>
    </message>
    <message>
        <source>&amp;Add a family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera umuryango</translation>
    </message>
    <message>
        <source>&amp;Plan a departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Teganya urugendo</translation>
    </message>
    <message>
        <source>Travellers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abagenzi</translation>
    </message>
    <message>
        <source>Nobody is on this flight yet. Add a family with Alt+A.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu uri kuri iyi ndege. Ongeraho umuryango ukoresheje Alt+O.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Erekana byose</translation>
    </message>
    <message>
        <source>Issue certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gutanga ibyemezo</translation>
    </message>
    <message>
        <source>&amp;Go to the certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Jya ku byemezo</translation>
    </message>
    <message>
        <source>Arrows choose a traveller, Enter does what comes next. Ctrl+Page Up and Down change the flight. Alt+S screens, Alt+D decides.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Utwambi duhitamo umugenzi, Enter ikora ibikurikiraho. Ctrl+Page Up na Down bihindura indege. Alt+S irasuzuma, Alt+D ifata umwanzuro.</translation>
    </message>
    <message>
        <source>No departure is planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta rugendo ruteganyijwe</translation>
    </message>
    <message>
        <source>Plan a flight, then add the families that leave on it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Teganya indege, hanyuma wongereho imiryango iyigendamo.</translation>
    </message>
    <message>
        <source>Plan a departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Teganya urugendo</translation>
    </message>
    <message>
        <source>&amp;Issue certificates ({count})</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Gutanga ibyemezo ({count})</translation>
    </message>
</context>
<context>
    <name>DifferenceDialog</name>
    <message>
        <source>Decide a difference</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukemura itandukaniro</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza</translation>
    </message>
    <message>
        <source>On the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku rupapuro</translation>
    </message>
    <message>
        <source>Typed blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byongeye kwandikwa</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Say which side is right.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga uruhande ruri rwo.</translation>
    </message>
</context>
<context>
    <name>DifferencePanel</name>
    <message>
        <source>Keep what is typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gumana ibyanditswe</translation>
    </message>
    <message>
        <source>{field}: typed {typed}, on file {document}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}: handitswe {typed}, mu bubiko {document}</translation>
    </message>
    <message>
        <source>{field}: typed {typed}, document {document}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}: handitswe {typed}, ku rupapuro {document}</translation>
    </message>
    <message>
        <source>Somebody else changed this person meanwhile</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari undi wahinduye uyu muntu hagati aho</translation>
    </message>
    <message>
        <source>The document says something else than the form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro ruvuga ibitandukanye n’ibyanditse</translation>
    </message>
    <message>
        <source>Take what is ticked from the file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata mu bubiko ibyashyizweho akamenyetso</translation>
    </message>
    <message>
        <source>Take what is ticked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata ibyashyizweho akamenyetso</translation>
    </message>
    <message>
        <source>Family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ry’umuryango</translation>
    </message>
    <message>
        <source>Given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi mazina</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igitsina</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itariki y’amavuko</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwenegihugu</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko yanditse</translation>
    </message>
    <message>
        <source>Country of origin</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu akomokamo</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu yavukiyemo</translation>
    </message>
    <message>
        <source>Document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>Papers and numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impapuro na nomero</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Telefone</translation>
    </message>
    <message>
        <source>Camp</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkambi</translation>
    </message>
    <message>
        <source>Address</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aderesi</translation>
    </message>
    <message>
        <source>Languages</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indimi</translation>
    </message>
    <message>
        <source>Needs an interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akeneye umusemuzi</translation>
    </message>
    <message>
        <source>Further names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi mazina yitwa</translation>
    </message>
    <message>
        <source>Note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyitonderwa</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yego</translation>
    </message>
    <message>
        <source>no</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>oya</translation>
    </message>
</context>
<context>
    <name>Differing</name>
    <message>
        <source>title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umutwe</translation>
    </message>
    <message>
        <source>authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urwego</translation>
    </message>
    <message>
        <source>in force from</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gukurikizwa guhera</translation>
    </message>
    <message>
        <source>in force until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gukurikizwa kugeza</translation>
    </message>
    <message>
        <source>new</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gishya</translation>
    </message>
    <message>
        <source>gone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>cyavuyeho</translation>
    </message>
    <message>
        <source>changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>cyahindutse</translation>
    </message>
    <message>
        <source>Title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umutwe</translation>
    </message>
    <message>
        <source>Rules</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amategeko</translation>
    </message>
    <message>
        <source>Validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe bimara</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imibare</translation>
    </message>
    <message>
        <source>Lists</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intonde</translation>
    </message>
    <message>
        <source>Items</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibizamini</translation>
    </message>
    <message>
        <source>Classes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyiciro</translation>
    </message>
    <message>
        <source>Grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amanota</translation>
    </message>
    <message>
        <source>Categories</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyiciro by’abantu</translation>
    </message>
    <message>
        <source>Definitions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisobanuro</translation>
    </message>
    <message>
        <source>Form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyandiko</translation>
    </message>
</context>
<context>
    <name>DoneStep</name>
    <message>
        <source>Ready</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byateguwe</translation>
    </message>
    <message>
        <source>Before the first signature, the panel physician adopts the protocol edition of each country on the page Protocols.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mbere y’umukono wa mbere, muganga ubifitiye uburenganzira yemeza isohoro rya porotokole rya buri gihugu ku rupapuro rwa Porotokole.</translation>
    </message>
    <message>
        <source>{name} has {rooms} and {people}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} rifite {rooms} na {people}.</translation>
    </message>
    <message numerus="yes">
        <source>%n rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>icyumba %n</numerusform>
            <numerusform>ibyumba %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n members of staff</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>umukozi %n</numerusform>
            <numerusform>abakozi %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DosesList</name>
    <message>
        <source>Vaccines and drugs on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkingo n’imiti ku wa {day}</translation>
    </message>
    <message>
        <source>{amount} mg</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mg {amount}</translation>
    </message>
    <message>
        <source>{amount} tablets</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ibinini {amount}</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana</translation>
    </message>
    <message>
        <source>To give</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byo gutanga</translation>
    </message>
    <message>
        <source>Due</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bitegerejwe</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>guhera ku {day}</translation>
    </message>
    <message>
        <source>Given on that day, the next dose is due from {day}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bitanzwe uwo munsi, dozi ikurikira itangira ku wa {day}.</translation>
    </message>
    <message>
        <source>Waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hategerejwe: {needs}</translation>
    </message>
</context>
<context>
    <name>DuplicatesPanel</name>
    <message>
        <source>Already on file?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yaba yaranditswe?</translation>
    </message>
    <message>
        <source>People with a like name, birth date or number appear here while you type.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu bafite izina, itariki y’amavuko cyangwa nomero bisa n’ibi bagaragara hano wandika.</translation>
    </message>
    <message>
        <source>Nobody on file is like this person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wanditse usa n’uyu muntu.</translation>
    </message>
    <message>
        <source>This is the same person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni uyu muntu</translation>
    </message>
</context>
<context>
    <name>EditPanel</name>
    <message>
        <source>Undo changes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reka ibyahinduwe</translation>
    </message>
    <message>
        <source>Save</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bika</translation>
    </message>
</context>
<context>
    <name>EditionPanel</name>
    <message>
        <source>&amp;Withdraw…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vanaho…</translation>
    </message>
    <message>
        <source>&amp;Adopt this edition…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza iri sohoro…</translation>
    </message>
    <message>
        <source>Part of the edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cy’isohoro</translation>
    </message>
    <message>
        <source>Narrow by any word, code or source</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shungura: ijambo, kode, inkomoko</translation>
    </message>
    <message>
        <source>Narrow the entries</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shungura ibyanditswe</translation>
    </message>
    <message>
        <source>Only entries with this mark</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyanditswe bifite iki kimenyetso gusa</translation>
    </message>
    <message>
        <source>Another &amp;country…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikindi &amp;gihugu…</translation>
    </message>
    <message>
        <source>Entries</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyanditswe</translation>
    </message>
    <message>
        <source>No entry fits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyanditswe gihuye.</translation>
    </message>
    <message>
        <source>Rules</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amategeko</translation>
    </message>
    <message>
        <source>Tests and papers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibizamini n’impapuro</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imibare</translation>
    </message>
    <message>
        <source>Country lists</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intonde z’ibihugu</translation>
    </message>
    <message>
        <source>Classes and grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyiciro n’amanota</translation>
    </message>
    <message>
        <source>Validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe bimara</translation>
    </message>
    <message>
        <source>Categories</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyiciro by’abantu</translation>
    </message>
    <message>
        <source>What changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyahindutse</translation>
    </message>
    <message>
        <source>All marks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibimenyetso byose</translation>
    </message>
    <message>
        <source>still to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bitaremezwa</translation>
    </message>
    <message>
        <source>confirmed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemejwe hano</translation>
    </message>
    <message>
        <source>disabled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byahagaritswe</translation>
    </message>
    <message>
        <source>changed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byahinduwe hano</translation>
    </message>
    <message>
        <source>the clinic&apos;s own</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iby’ivuriro</translation>
    </message>
    <message>
        <source>in force</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bikurikizwa</translation>
    </message>
    <message numerus="yes">
        <source>%n rule(s) to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>itegeko %n rigomba kwemezwa</numerusform>
            <numerusform>amategeko %n agomba kwemezwa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disabled rule(s)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>itegeko %n ryahagaritswe</numerusform>
            <numerusform>amategeko %n yahagaritswe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n number(s) changed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>umubare %n wahinduwe hano</numerusform>
            <numerusform>imibare %n yahinduwe hano</numerusform>
        </translation>
    </message>
    <message>
        <source>Not adopted: nothing can be signed under this edition yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntiriremezwa: nta kirashobora gusinywa gikurikije iri sohoro.</translation>
    </message>
    <message>
        <source>Not adopted: a panel physician adopts it before the first signature under it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntiriremezwa: muganga ubifitiye uburenganzira aryemeza mbere y’umukono wa mbere urikurikiza.</translation>
    </message>
    <message>
        <source>Withdrawn by {name} on {when}: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryavanyweho na {name} ku {when}: {reason}</translation>
    </message>
    <message numerus="yes">
        <source>Adopted by {name} ({licence}) on {when}; %n rules confirmed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Ryemejwe na {name} ({licence}) ku {when}; itegeko %n ryemejwe.</numerusform>
            <numerusform>Ryemejwe na {name} ({licence}) ku {when}; amategeko %n yemejwe.</numerusform>
        </translation>
    </message>
    <message>
        <source>What was signed under it stays signed; nothing new is signed under it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyasinywe birikurikiza biguma bisinye; nta gishya gisinywa kirikurikiza.</translation>
    </message>
    <message>
        <source>Withdraw the adoption?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvanaho iyemeza?</translation>
    </message>
    <message>
        <source>Withdraw</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vanaho</translation>
    </message>
    <message>
        <source>Go back to the edition?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusubira ku isohoro?</translation>
    </message>
    <message>
        <source>Go back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subira</translation>
    </message>
    <message>
        <source>{what}: what the edition says counts again. The change stays in the history.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what}: ibyo isohoro rivuga byongera gukurikizwa. Impinduka iguma mu mateka.</translation>
    </message>
</context>
<context>
    <name>EnrolDialog</name>
    <message>
        <source>One more workstation for {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indi mudasobwa ya {name}</translation>
    </message>
    <message>
        <source>Save the enrolment file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bika dosiye yo kwandikisha…</translation>
    </message>
    <message>
        <source>At the other workstation {name} chooses “Join a clinic server”, gives this file, this code and the password. It is good once, until {until}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku yindi mudasobwa, {name} ahitamo “Kwihuza na seriveri y’ivuriro”, agatanga iyi dosiye, iyi kode n’ijambo ry’ibanga. Ikoreshwa rimwe, kugeza {until}.</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode</translation>
    </message>
    <message>
        <source>Print the sheet or write the code down. Let it not travel with the file; it is not shown again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Capa urupapuro cyangwa wandike kode ahandi. Ntijyane na dosiye; ntizongera kwerekanwa.</translation>
    </message>
    <message>
        <source>&amp;Print the sheet…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Capa urupapuro…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
    <message>
        <source>Save the enrolment file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kubika dosiye yo kwandikisha</translation>
    </message>
    <message>
        <source>This sheet carries a code, so it is printed and not saved into a file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro ruriho kode: ruracapwa, ntirubikwa muri dosiye.</translation>
    </message>
    <message>
        <source>The printer did not take it. Try again, or write the code down by hand.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icapiro ntiryabyemeye. Ongera ugerageze, cyangwa wandike kode n’intoki.</translation>
    </message>
    <message>
        <source>Printed: destroy the sheet when it has been used.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwacapwe: rusenye rumaze gukoreshwa.</translation>
    </message>
    <message>
        <source>Saved: {place}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byabitswe: {place}</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ntizwi</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yavutse {day}</translation>
    </message>
    <message>
        <source>y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imy</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>amez</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imin</translation>
    </message>
    <message>
        <source>{done} of {of}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} kuri {of}</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byoherejwe</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiratangira</translation>
    </message>
    <message>
        <source>Validity over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agaciro kararangiye</translation>
    </message>
    <message>
        <source>{done} of {of} sheets submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>impapuro {done} kuri {of} zoherejwe</translation>
    </message>
    <message>
        <source>{done} of {of} lines entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imirongo {done} kuri {of} yanditswe</translation>
    </message>
    <message>
        <source>nothing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta na kimwe</translation>
    </message>
    <message>
        <source>was: {before}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byari: {before}</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hari ikibazo</translation>
    </message>
    <message>
        <source>high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hejuru</translation>
    </message>
    <message>
        <source>low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hasi</translation>
    </message>
    <message>
        <source>severely high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hejuru cyane</translation>
    </message>
    <message>
        <source>severely low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hasi cyane</translation>
    </message>
    <message>
        <source>unusual, confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bidasanzwe, byemejwe</translation>
    </message>
    <message>
        <source>corrected after the signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byakosowe nyuma y’umukono</translation>
    </message>
    <message>
        <source>no place for it there</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta mwanya wabyo bifite</translation>
    </message>
    <message>
        <source>The sheet is right; the second person mistyped</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro ni rwo; uwa kabiri yanditse nabi</translation>
    </message>
    <message>
        <source>The sheet is right; the authority’s screen has been corrected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro ni rwo; mudasobwa y’urwego yakosowe</translation>
    </message>
    <message>
        <source>The sheet is wrong; the exam must be amended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro si rwo; isuzuma rigomba gukosorwa</translation>
    </message>
    <message>
        <source>Nobody has checked this sheet blind yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu uragenzura uru rupapuro atarureba.</translation>
    </message>
    <message>
        <source>Differences that wait for a decision: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitandukanye bitegereje umwanzuro: {count}</translation>
    </message>
    <message>
        <source>Differences, all decided: {count}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitandukanye, byose byakemuwe: {count}.</translation>
    </message>
    <message>
        <source>Lines that agree: {count}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo ihuye: {count}.</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwafashwe</translation>
    </message>
    <message>
        <source>Lines</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo</translation>
    </message>
    <message>
        <source>Blind check</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igenzura atarureba</translation>
    </message>
    <message>
        <source>Opened again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwongeye gufungurwa</translation>
    </message>
    <message>
        <source>On the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku rupapuro</translation>
    </message>
    <message>
        <source>Typed blind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byongeye kwandikwa</translation>
    </message>
    <message>
        <source>Decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byemejwe</translation>
    </message>
    <message>
        <source>Waits for a decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bitegereje umwanzuro</translation>
    </message>
    <message>
        <source>The person’s data or the sheet were corrected since. Freeze the sheet anew; what still says the same stays ticked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro cyangwa urupapuro byakosowe nyuma. Kora urupapuro bundi bushya; ibitahindutse bigumana akamenyetso.</translation>
    </message>
    <message>
        <source>The exam was amended and signed again since. Enter the new version.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryakosowe ryongera gusinywa nyuma. Andika verisiyo nshya.</translation>
    </message>
    <message>
        <source>The exam is open for an amendment. Nothing can be submitted until it is signed again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rifunguriwe ubugororangingo. Nta gishobora koherezwa ritarongera gusinywa.</translation>
    </message>
    <message>
        <source>The exam was declared void.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasheshwe.</translation>
    </message>
    <message>
        <source>The exam is not signed yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ntirirasinywa.</translation>
    </message>
    <message>
        <source>The stored text is not the one that was signed. Tell the administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwandiko ubitswe si wo wasinywe. Menyesha umuyobozi.</translation>
    </message>
</context>
<context>
    <name>EntryDetails</name>
    <message>
        <source>The chosen entry</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyatoranyijwe</translation>
    </message>
    <message>
        <source>Choose a line to read it in full, with its source.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo umurongo kugira ngo uwusome wose, hamwe n’inkomoko yawo.</translation>
    </message>
    <message>
        <source>Source: {source}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkomoko: {source}</translation>
    </message>
    <message>
        <source>Written down but switched off: its source leaves it open. It asks nothing of anybody.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byanditswe ariko byahagaritswe: inkomoko yabyo ntibyemeza. Nta cyo bisaba umuntu.</translation>
    </message>
    <message>
        <source>Counts here: {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bibarwa hano: {value}</translation>
    </message>
    <message>
        <source>the edition says {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>isohoro rivuga {value}</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>G&amp;uhindura…</translation>
    </message>
    <message>
        <source>Go &amp;back to the edition…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusu&amp;bira ku isohoro…</translation>
    </message>
    <message>
        <source>back to the edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gusubira ku isohoro</translation>
    </message>
</context>
<context>
    <name>EntryList</name>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu</translation>
    </message>
    <message>
        <source>Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu</translation>
    </message>
    <message>
        <source>Signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasinywe</translation>
    </message>
    <message>
        <source>Entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byanditswe</translation>
    </message>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kugeza {day}</translation>
    </message>
    <message>
        <source>was valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byari bifite agaciro kugeza ku wa {day}</translation>
    </message>
</context>
<context>
    <name>EntryPage</name>
    <message>
        <source>Enter at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwandika ku rwego</translation>
    </message>
    <message>
        <source>&amp;All waiting</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi&amp;tegereje byose</translation>
    </message>
    <message>
        <source>&amp;Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;fishi</translation>
    </message>
    <message>
        <source>Free&amp;ze anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kora &amp;bundi bushya</translation>
    </message>
    <message>
        <source>Lines entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo yanditswe</translation>
    </message>
    <message>
        <source>Show what is not as&amp;ked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>E&amp;rekana ibitabazwa</translation>
    </message>
    <message>
        <source>Signed exams whose sheets are not all at the authority. Enter opens one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma yasinywe, impapuro zayo zitari zose ku rwego. Enter ifungura rimwe.</translation>
    </message>
    <message>
        <source>Enter copies the line and moves on; the line before is ticked then. Space ticks, N: no place for it on the authority’s screen, Ctrl+C copies. The clipboard is emptied after a minute.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter ikopa umurongo igakomeza; umurongo ubanza ugashyirwaho akamenyetso. Space ishyiraho akamenyetso, N: nta mwanya wabyo kuri mudasobwa y’urwego, Ctrl+C irakopa. Ibyakopwe bisibwa nyuma y’umunota.</translation>
    </message>
    <message>
        <source>Nothing waits to be entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta gitegereje kwandikwa</translation>
    </message>
    <message>
        <source>As soon as an exam is signed, its sheets stand here until they are submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rikimara gusinywa, impapuro zaryo ziguma hano kugeza zoherejwe.</translation>
    </message>
    <message>
        <source>Enter {sheet}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwandika {sheet}</translation>
    </message>
    <message>
        <source>Not signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibirasinywa</translation>
    </message>
    <message>
        <source>Signed {when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryasinywe ku {when} na {who}</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>The sheet is frozen from the signed exam, in the order of the authority’s form or screen; then its lines are copied and ticked one by one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro ruvanwa ku isuzuma ryasinywe, rukurikije inyandiko cyangwa mudasobwa y’urwego; hanyuma imirongo yarwo igakopwa, igashyirwaho akamenyetso umwe umwe.</translation>
    </message>
    <message>
        <source>&amp;Begin entering {sheet}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ta&amp;ngira kwandika {sheet}</translation>
    </message>
    <message>
        <source>{done} of {of} lines</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imirongo {done} kuri {of}</translation>
    </message>
    <message>
        <source>copied as {text}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bikopwa ari {text}</translation>
    </message>
    <message>
        <source>recorded: {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mu isuzuma: {who}</translation>
    </message>
    <message>
        <source>entered: {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ku rwego: {who}</translation>
    </message>
</context>
<context>
    <name>ExamHead</name>
    <message>
        <source>&amp;Beside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku &amp;ruhande</translation>
    </message>
    <message>
        <source>Show what helps to judge, in place of the sections</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Erekana ibifasha gusuzuma, mu mwanya w’ibice</translation>
    </message>
    <message>
        <source>&amp;Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;fishi</translation>
    </message>
    <message>
        <source>Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura ifishi</translation>
    </message>
    <message>
        <source>&amp;Finish section  Ctrl ↵</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Soza igice  Ctrl ↵</translation>
    </message>
    <message>
        <source>Wrong person?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si uyu muntu?</translation>
    </message>
    <message>
        <source>&amp;Amend…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kosora…</translation>
    </message>
    <message>
        <source>No examination needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rikenewe</translation>
    </message>
    <message>
        <source>Ticket {ticket}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike {ticket}</translation>
    </message>
    <message>
        <source>Identity checked {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro wagenzuwe {time}</translation>
    </message>
    <message>
        <source>version {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>verisiyo {number}</translation>
    </message>
    <message>
        <source>&amp;Finish section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Soza igice</translation>
    </message>
    <message>
        <source>Draft saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umushinga wabitswe {time}</translation>
    </message>
    <message>
        <source>Saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byabitswe {time}</translation>
    </message>
    <message>
        <source>Not saved yet…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibirabikwa…</translation>
    </message>
</context>
<context>
    <name>ExamPage</name>
    <message>
        <source>F7 / F8 previous and next section · N normal, A abnormal, X not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>F7 / F8 igice kibanziriza n’igikurikira · N ni byiza, A hari ikibazo, X ntibyakozwe</translation>
    </message>
    <message>
        <source>No exam is open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rifunguye</translation>
    </message>
    <message>
        <source>Find a person with Ctrl+K, open the case file and begin or continue the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha umuntu ukoresheje Ctrl+K, fungura ifishi, utangire cyangwa ukomeze isuzuma.</translation>
    </message>
    <message>
        <source>No exam has been begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma riratangira</translation>
    </message>
    <message>
        <source>It is begun from the case file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ritangirizwa ku ifishi.</translation>
    </message>
    <message>
        <source>Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura ifishi</translation>
    </message>
    <message>
        <source>Examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma</translation>
    </message>
    <message>
        <source>What you typed until {time} is back. Finish the section to keep it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo wanditse kugeza {time} byagarutse. Soza igice kugira ngo bibikwe.</translation>
    </message>
    <message>
        <source>{who} types</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} arandika</translation>
    </message>
    <message>
        <source>typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byanditswe</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro</translation>
    </message>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono</translation>
    </message>
    <message>
        <source>waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>birategereje</translation>
    </message>
    <message>
        <source>Examine first: enter at least one system yourself, then mark the rest.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Banza usuzume: andika nibura urugingo rumwe wowe ubwawe, hanyuma ushyireho ibisigaye.</translation>
    </message>
    <message>
        <source>Record</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika</translation>
    </message>
    <message>
        <source>What was done?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakozwe iki?</translation>
    </message>
    <message>
        <source>F7 and F8 change the section, Enter goes to the next question, N, A and X enter systems, digits answer questionnaires, Ctrl+Enter finishes the section.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>F7 na F8 bihindura igice, Enter ijya ku kibazo gikurikira, N, A na X byandika ingingo, imibare isubiza ibibazo, Ctrl+Enter isoza igice.</translation>
    </message>
</context>
<context>
    <name>Exams</name>
    <message>
        <source>This is not a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu si umubare.</translation>
    </message>
    <message>
        <source>Type to find…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika ushakishe…</translation>
    </message>
    <message>
        <source>Please choose from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ku rutonde.</translation>
    </message>
    <message>
        <source>This is not a date.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si itariki.</translation>
    </message>
    <message>
        <source>Take away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho</translation>
    </message>
    <message>
        <source>y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imy</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>amez</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imin</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ntizwi</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yavutse {day}</translation>
    </message>
    <message>
        <source>Allergy: {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo umubiri utihanganira: {what}</translation>
    </message>
    <message>
        <source>Pregnant, {weeks} weeks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aratwite, ibyumweru {weeks}</translation>
    </message>
    <message>
        <source>Pregnant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aratwite</translation>
    </message>
    <message>
        <source>Signed for {name} as recorded then: amend the exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryasinywe kuri {name} uko yari yanditswe: kosora isuzuma</translation>
    </message>
    <message>
        <source>Examined for: {category}. The case was changed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yasuzumiwe: {category}. Dosiye yarahinduwe</translation>
    </message>
    <message>
        <source>Consent refused or withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yanze cyangwa yisubiyeho</translation>
    </message>
    <message>
        <source>Consent not recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera ntikwanditswe</translation>
    </message>
    <message>
        <source>Interpreter: {language}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umusemuzi: {language}</translation>
    </message>
    <message>
        <source>Needs an interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akeneye umusemuzi</translation>
    </message>
    <message>
        <source>official</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemewe</translation>
    </message>
    <message>
        <source>read in a copy</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byasomwe muri kopi</translation>
    </message>
    <message>
        <source>to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bigomba kwemezwa</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemejwe</translation>
    </message>
    <message>
        <source>Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byakozwe</translation>
    </message>
    <message>
        <source>Begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byatangiye</translation>
    </message>
    <message>
        <source>To do</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bigomba gukorwa</translation>
    </message>
    <message>
        <source>Not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibyakozwe</translation>
    </message>
    <message>
        <source>Requested</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasabwe</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana</translation>
    </message>
    <message>
        <source>Put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byimuriwe ikindi gihe</translation>
    </message>
    <message>
        <source>Offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byatanzwe ku bushake</translation>
    </message>
    <message>
        <source>Must not be done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibigomba gukorwa</translation>
    </message>
    <message>
        <source>Not required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibisabwa</translation>
    </message>
    <message>
        <source>In progress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birakorwa</translation>
    </message>
    <message>
        <source>Signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasinywe</translation>
    </message>
    <message>
        <source>Amendment open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubugororangingo burafunguye</translation>
    </message>
    <message>
        <source>Void</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasheshwe</translation>
    </message>
    <message>
        <source>Exam begun</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryatangiye</translation>
    </message>
    <message>
        <source>Section taken back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cyasubijwe inyuma</translation>
    </message>
    <message>
        <source>Section moved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cyimuwe</translation>
    </message>
    <message>
        <source>Exam voided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasheshwe</translation>
    </message>
    <message>
        <source>Exam moved to another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryimuriwe ku wundi muntu</translation>
    </message>
    <message>
        <source>Amendment opened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubugororangingo bwafunguwe</translation>
    </message>
    <message>
        <source>The case&apos;s category taken over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro cya dosiye cyafashwe</translation>
    </message>
    <message>
        <source>Exam signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasinywe</translation>
    </message>
    <message>
        <source>Yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yego</translation>
    </message>
    <message>
        <source>No</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Oya</translation>
    </message>
    <message>
        <source>Normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni byiza</translation>
    </message>
    <message>
        <source>Abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari ikibazo</translation>
    </message>
    <message>
        <source>{what}: {own} here, changed by the clinic; the edition says {given}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what}: {own} hano, byahinduwe n’ivuriro; isohoro rivuga {given}</translation>
    </message>
    <message>
        <source>from {low}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kuva {low}</translation>
    </message>
    <message>
        <source>up to {high}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kugeza {high}</translation>
    </message>
    <message>
        <source>No score: the birth date is not exact.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta manota: itariki y’amavuko ntizwi neza.</translation>
    </message>
    <message>
        <source>No score: the WHO has tables of girls and boys.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta manota: OMS ifite imbonerahamwe z’abakobwa n’abahungu gusa.</translation>
    </message>
    <message>
        <source>No score: beyond the WHO tables.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta manota: birenze imbonerahamwe za OMS.</translation>
    </message>
    <message>
        <source>Something beside the answers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikindi kitari ibisubizo</translation>
    </message>
    <message>
        <source>{question}: {before} → {now}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{question}: {before} → {now}</translation>
    </message>
    <message>
        <source>{what} (in the person&apos;s record)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what} (mu nyandiko y’umuntu)</translation>
    </message>
    <message>
        <source>Go there</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jyayo</translation>
    </message>
    <message>
        <source>Go to {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Jya kuri {what}</translation>
    </message>
    <message>
        <source>Citizenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwenegihugu</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu yavukiyemo</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itariki y’amavuko</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igitsina</translation>
    </message>
</context>
<context>
    <name>FactList</name>
    <message>
        <source>Narrow the facts</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shungura ibizwi</translation>
    </message>
</context>
<context>
    <name>FamilyList</name>
    <message>
        <source>Family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuryango</translation>
    </message>
</context>
<context>
    <name>FigureRow</name>
    <message>
        <source>Flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege</translation>
    </message>
    <message>
        <source>Screened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abasuzumwe</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyemezo</translation>
    </message>
    <message>
        <source>Must be settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bigomba kurangira</translation>
    </message>
    <message>
        <source>{count} not screened yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} ntibarasuzumwa</translation>
    </message>
    <message>
        <source>everybody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bose</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} kuri {all}</translation>
    </message>
    <message>
        <source>{count} issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} byatanzwe</translation>
    </message>
    <message>
        <source>{count} to be issued</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} bigomba gutangwa</translation>
    </message>
    <message>
        <source>none waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta gitegereje</translation>
    </message>
    <message>
        <source>Settle by {day}, {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bitarenze {day}, {time}</translation>
    </message>
    <message>
        <source>{count} to recheck</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} kongera</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} bategereje</translation>
    </message>
    <message>
        <source>{count} held</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} bahagaritswe</translation>
    </message>
    <message>
        <source>All settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byose byararangiye</translation>
    </message>
    <message>
        <source>nobody is left</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta wusigaye</translation>
    </message>
    <message>
        <source>{count} without a certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} nta cyemezo bafite</translation>
    </message>
    <message>
        <source>{count} not settled yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} ntibirarangira</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message>
        <source>Appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda</translation>
    </message>
    <message>
        <source>Request</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubusabe</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>Check this certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Genzura iki cyemezo</translation>
    </message>
    <message>
        <source>Signature and status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono n’uko kimeze</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ntizwi</translation>
    </message>
</context>
<context>
    <name>FindBox</name>
    <message>
        <source>Find or scan: person, case, certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha: umuntu, dosiye, icyemezo</translation>
    </message>
    <message>
        <source>Find or scan</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha cyangwa sikana</translation>
    </message>
    <message>
        <source>Nobody and nothing is found for “{text}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kintu cyabonetse kuri “{text}”.</translation>
    </message>
</context>
<context>
    <name>FirstCard</name>
    <message>
        <source>First</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibya mbere</translation>
    </message>
    <message>
        <source>A number opens its line.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ufungura umurongo wawo.</translation>
    </message>
</context>
<context>
    <name>FlightDialog</name>
    <message>
        <source>Change flight {flight}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindura indege {flight}</translation>
    </message>
    <message>
        <source>Plan a departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Teganya urugendo</translation>
    </message>
    <message>
        <source>&amp;Change flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Hindura indege</translation>
    </message>
    <message>
        <source>&amp;Plan departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Teganya urugendo</translation>
    </message>
    <message>
        <source>Destination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho bajya</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo</translation>
    </message>
    <message>
        <source>&amp;Flight number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nomero y’indege</translation>
    </message>
    <message>
        <source>&amp;Destination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Aho bajya</translation>
    </message>
    <message>
        <source>D&amp;ay of departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umunsi wo kugenda</translation>
    </message>
    <message>
        <source>&amp;Time, on the clinic&apos;s clock</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;saha, ku isaha y’ivuriro</translation>
    </message>
    <message>
        <source>&amp;Route</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>In&amp;zira</translation>
    </message>
    <message>
        <source>R&amp;eason for the change</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu yo guhindura</translation>
    </message>
    <message>
        <source>Fitness decisions and certificates for the old flight no longer cover the journey; a physician decides again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imyanzuro n’ibyemezo by’indege ya mbere ntibigifite agaciro kuri uru rugendo; muganga yongera gufata umwanzuro.</translation>
    </message>
    <message>
        <source>Type the day, for example 26 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umunsi, urugero 26 Ugu 2026.</translation>
    </message>
    <message>
        <source>Type the time, for example 18:30.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika isaha, urugero 18:30.</translation>
    </message>
</context>
<context>
    <name>Floor</name>
    <message>
        <source>Hand over to {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yohereze kuri {station}</translation>
    </message>
    <message>
        <source>Check identity again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera ugenzure umwirondoro</translation>
    </message>
    <message>
        <source>Finish visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soza uruzinduko</translation>
    </message>
    <message>
        <source>Call</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hamagara</translation>
    </message>
    <message>
        <source>Call again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera uhamagare</translation>
    </message>
    <message>
        <source>Take call back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vanaho ihamagara</translation>
    </message>
    <message>
        <source>Back in the queue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza ku murongo</translation>
    </message>
    <message>
        <source>Pass over for now…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Simbuka by’agateganyo…</translation>
    </message>
    <message>
        <source>Take last step back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza inyuma intambwe iheruka</translation>
    </message>
    <message>
        <source>Open examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura isuzuma</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi</translation>
    </message>
    <message>
        <source>Show one by one</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Erekana umwe umwe</translation>
    </message>
    <message>
        <source>Show the family together</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Erekana umuryango hamwe</translation>
    </message>
    <message>
        <source>Left before the end…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yagiye bitararangira…</translation>
    </message>
    <message>
        <source>Wrong person arrived…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Handitswe utari we…</translation>
    </message>
    <message>
        <source>{name} family · {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} n’abe · {count}</translation>
    </message>
    <message>
        <source>called {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yahamagawe saa {time}</translation>
    </message>
    <message>
        <source>to {room}, {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{room}, {time}</translation>
    </message>
    <message>
        <source>from {time}: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>guhera {time}: {reason}</translation>
    </message>
    <message>
        <source>Still booked today: {appointments}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bisigaye kuri gahunda y’uyu munsi: {appointments}.</translation>
    </message>
    <message>
        <source>{number} y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} imy</translation>
    </message>
    <message>
        <source>{number} mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} amez</translation>
    </message>
    <message>
        <source>{number} d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iminsi {number}</translation>
    </message>
    <message>
        <source>within the usual time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mu gihe gisanzwe</translation>
    </message>
    <message>
        <source>longer than usual</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>birenze igihe gisanzwe</translation>
    </message>
    <message>
        <source>too long</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biratinze cyane</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ntizwi</translation>
    </message>
    <message>
        <source>Pass over for now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusimbuka by’agateganyo</translation>
    </message>
    <message>
        <source>&amp;Pass over</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Simbuka</translation>
    </message>
    <message>
        <source>Did not come when called</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yahamagawe ntiyaza</translation>
    </message>
    <message>
        <source>Not ready yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntaritegura</translation>
    </message>
    <message>
        <source>Feeds or comforts a child</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aronsa cyangwa ahoza umwana</translation>
    </message>
    <message>
        <source>Waits for the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ategereje umuryango</translation>
    </message>
    <message>
        <source> min</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation> min</translation>
    </message>
    <message>
        <source>&amp;Others go first for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Abandi babanza mu gihe cya</translation>
    </message>
    <message>
        <source>{ticket} please to {station}: called at {time}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} ajye kuri {station}: yahamagawe saa {time}.</translation>
    </message>
    <message>
        <source>Call to {room}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hamagara: {room}</translation>
    </message>
    <message>
        <source>You have nothing to take back here. U takes back the last step of the ticket.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyo wakoze cyo gusubiza inyuma hano. U isubiza inyuma intambwe iheruka ya tike.</translation>
    </message>
    <message>
        <source>{who} is passed over and comes back to the same place.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} yasimbutswe, azagaruka mu mwanya we.</translation>
    </message>
    <message>
        <source>All stations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ahantu hose</translation>
    </message>
    <message>
        <source>My station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho nkorera</translation>
    </message>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitararangiye</translation>
    </message>
    <message>
        <source>View</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyerekanwa</translation>
    </message>
    <message>
        <source>&amp;Waiting-room screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Mudasobwa y’abategereje</translation>
    </message>
    <message>
        <source>Numbers and stations only, for a second screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero n’aho bakirirwa gusa, kuri mudasobwa ya kabiri</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;bindi</translation>
    </message>
    <message>
        <source>{station} · in the queue: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{station} · abari ku murongo: {count}</translation>
    </message>
    <message>
        <source>Nobody waits here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu utegereje hano.</translation>
    </message>
    <message>
        <source>{name} has called this ticket. C calls it to you.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} yahamagaye iyi tike. C iyihamagara iwawe.</translation>
    </message>
    <message>
        <source>The protocol still asks something of this station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole iracyasaba ikintu aha hantu.</translation>
    </message>
    <message>
        <source>{time} at this station, {mark}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{time} ari aha hantu, {mark}</translation>
    </message>
    <message>
        <source>identity not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umwirondoro nturemezwa</translation>
    </message>
    <message>
        <source>Enter or Space. The number then stands on the waiting-room screen.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter cyangwa Space. Nomero igaragara kuri mudasobwa y’abategereje.</translation>
    </message>
    <message>
        <source>Enter or Space; with Ctrl the next one is called at once.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter cyangwa Space; hamwe na Ctrl ukurikiyeho ahamagarwa ako kanya.</translation>
    </message>
    <message>
        <source>Enter or Space.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter cyangwa Space.</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Waits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ategereje</translation>
    </message>
    <message>
        <source>Then</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakurikiraho</translation>
    </message>
    <message>
        <source>called by {name}, {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yahamagawe na {name}, {time}</translation>
    </message>
</context>
<context>
    <name>FloorBoard</name>
    <message>
        <source>Clinic floor</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abari mu ivuriro</translation>
    </message>
    <message>
        <source>identity not confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>umwirondoro nturemezwa</translation>
    </message>
    <message>
        <source>next: {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hakurikiyeho: {station}</translation>
    </message>
</context>
<context>
    <name>FloorPage</name>
    <message>
        <source>Clinic floor</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abari mu ivuriro</translation>
    </message>
    <message>
        <source>&amp;Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kuhagera</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abahageze</translation>
    </message>
    <message>
        <source>In the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bari mu ivuriro</translation>
    </message>
    <message>
        <source>Longest wait</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwategereje cyane</translation>
    </message>
    <message>
        <source>Median visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe cyo hagati</translation>
    </message>
    <message>
        <source>Finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abarangije</translation>
    </message>
    <message>
        <source>Arrows walk over the tickets, C calls, H hands over to the next station, Ctrl and an arrow to the one beside, S passes over for now, P parts a family, Enter shows everything that can be done, Ctrl+Z takes your last act back, U the last step of the ticket, Ctrl+I lets somebody in.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Utwambi tugenda kuri tike, C irahamagara, H yohereza ahakurikiyeho, Ctrl n’akambi yohereza iruhande, S isimbuka by’agateganyo, P itandukanya umuryango, Enter yerekana ibishobora gukorwa byose, Ctrl+Z isubiza inyuma icyo uheruka gukora, U intambwe iheruka ya tike, Ctrl+I yinjiza umuntu.</translation>
    </message>
    <message>
        <source>Nobody has arrived yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu urahagera</translation>
    </message>
    <message>
        <source>People booked for today: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abategerejwe uyu munsi: {count}</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuhagera</translation>
    </message>
    <message>
        <source>{arrived} of {expected}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{arrived} kuri {expected}</translation>
    </message>
    <message>
        <source>Longest: {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hatinda cyane: {station}</translation>
    </message>
    <message>
        <source>Choose a ticket.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo tike.</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;bindi</translation>
    </message>
    <message>
        <source>To {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri {station}</translation>
    </message>
    <message>
        <source>One person alone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu umwe gusa</translation>
    </message>
    <message>
        <source>Call</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hamagara</translation>
    </message>
    <message>
        <source>Open examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura isuzuma</translation>
    </message>
    <message>
        <source>Somebody else has changed {ticket} meanwhile; it was not handed over. Look where it is now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Undi yahinduye {ticket} hagati aho; ntiyoherejwe. Reba aho iri ubu.</translation>
    </message>
    <message>
        <source>{ticket} {who} is now at {station}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} {who} ubu ari kuri {station}.</translation>
    </message>
    <message>
        <source>{ticket} {who} has finished.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{ticket} {who} yarangije.</translation>
    </message>
    <message>
        <source>Confirm identity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Emeza umwirondoro</translation>
    </message>
    <message>
        <source>&amp;Confirm identity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza umwirondoro</translation>
    </message>
    <message>
        <source>The identity of {who} is confirmed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro wa {who} wemejwe.</translation>
    </message>
    <message>
        <source>Left before the end</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yagiye bitararangira</translation>
    </message>
    <message>
        <source>&amp;End the visit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Soza uruzinduko</translation>
    </message>
    <message>
        <source>{who} has left.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{who} yagiye.</translation>
    </message>
    <message>
        <source>Wrong person arrived</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Handitswe utari we</translation>
    </message>
    <message>
        <source>&amp;Take the arrival back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>S&amp;ubiza inyuma kuhagera</translation>
    </message>
    <message>
        <source>The arrival of {who} is taken back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuhagera kwa {who} kwasubijwe inyuma.</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>Cancel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reka</translation>
    </message>
</context>
<context>
    <name>FrozenView</name>
    <message>
        <source>Content of the exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikubiye mu isuzuma</translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero</translation>
    </message>
    <message>
        <source>Exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole</translation>
    </message>
    <message>
        <source>Number of the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero y’ivuriro</translation>
    </message>
    <message>
        <source>Amendment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubugororangingo</translation>
    </message>
    <message>
        <source>high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hejuru</translation>
    </message>
    <message>
        <source>low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hasi</translation>
    </message>
    <message>
        <source>severely high</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hejuru cyane</translation>
    </message>
    <message>
        <source>severely low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>biri hasi cyane</translation>
    </message>
    <message>
        <source>unusual, confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bidasanzwe, byemejwe</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibyuzuye</translation>
    </message>
    <message>
        <source>done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byarangiye</translation>
    </message>
    <message>
        <source>not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibyakozwe</translation>
    </message>
    <message>
        <source>What the protocol asks</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo porotokole isaba</translation>
    </message>
    <message>
        <source>No class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyiciro</translation>
    </message>
    <message>
        <source>Proposed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyifuzo</translation>
    </message>
    <message>
        <source>Decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byemejwe</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>Travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urugendo</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gifite agaciro kugeza</translation>
    </message>
    <message>
        <source>Hold</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birahagaritswe</translation>
    </message>
    <message>
        <source>Physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Muganga</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro</translation>
    </message>
    <message>
        <source>{item}: grade {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: inota {grade}</translation>
    </message>
    <message>
        <source>Cleared for travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yemerewe kugenda</translation>
    </message>
    <message>
        <source>Not cleared for travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntiyemerewe kugenda</translation>
    </message>
    <message>
        <source>Cannot be said yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana</translation>
    </message>
</context>
<context>
    <name>GradesEditor</name>
    <message>
        <source>&amp;Why worse than proposed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Impamvu ari ribi kurusha iryasabwe</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
</context>
<context>
    <name>HolidaysDialog</name>
    <message>
        <source>Holidays of Rwanda</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminsi y’ikiruhuko mu Rwanda</translation>
    </message>
    <message>
        <source>&amp;Close the ticked days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Funga iminsi yatoranyijwe</translation>
    </message>
    <message>
        <source>Proposals of {date}, to be confirmed by you: untick what is not a holiday this year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyifuzo byo ku {date}, wowe ubyemeza: kuraho akamenyetso ku munsi utari ikiruhuko uyu mwaka.</translation>
    </message>
    <message>
        <source>&amp;Year</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umwaka</translation>
    </message>
    <message>
        <source>Holidays of the year</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminsi y’ikiruhuko y’umwaka</translation>
    </message>
    <message>
        <source>Source: {document}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkomoko: {document}</translation>
    </message>
    <message>
        <source>{name} (day in lieu)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} (umunsi uyisimbura)</translation>
    </message>
    <message>
        <source>{name}: enter the day that was announced</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name}: andika umunsi watangajwe</translation>
    </message>
</context>
<context>
    <name>HoursEditor</name>
    <message>
        <source>Open on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi</translation>
    </message>
    <message>
        <source>From</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuva</translation>
    </message>
    <message>
        <source>Pause</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikiruhuko</translation>
    </message>
    <message>
        <source>to</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kugeza</translation>
    </message>
    <message>
        <source>Until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza</translation>
    </message>
    <message>
        <source>{day}: give times such as 8:00 and 17:00.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{day}: andika amasaha nka 8:00 na 17:00.</translation>
    </message>
</context>
<context>
    <name>HoursPanel</name>
    <message>
        <source>Opening hours</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasaha yo gukora</translation>
    </message>
    <message>
        <source>What is booked already stays booked, even outside new hours.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda zafashwe ziguma uko ziri, n’iyo zaba hanze y’amasaha mashya.</translation>
    </message>
    <message>
        <source>no limit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta ntarengwa</translation>
    </message>
    <message>
        <source>Set</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Emeza</translation>
    </message>
    <message>
        <source>People who may begin in one half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu mu gice cy’isaha</translation>
    </message>
    <message>
        <source>Closed days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminsi ifunze</translation>
    </message>
    <message>
        <source>for example: public holiday</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urugero: umunsi w’ikiruhuko</translation>
    </message>
    <message>
        <source>The whole clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ryose</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umunsi</translation>
    </message>
    <message>
        <source>&amp;What is closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Igifunze</translation>
    </message>
    <message>
        <source>&amp;Time (empty: the whole day)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isa&amp;ha (ubusa: umunsi wose)</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Close this day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga umunsi</translation>
    </message>
    <message>
        <source>Open again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura</translation>
    </message>
    <message>
        <source>Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi</translation>
    </message>
    <message>
        <source>What</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igifunze</translation>
    </message>
    <message>
        <source>Give times such as 13:00 and 17:00.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika amasaha nka 13:00 na 17:00.</translation>
    </message>
    <message>
        <source>No closed day is planned.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta munsi wo gufunga uteganyijwe.</translation>
    </message>
    <message>
        <source>Holidays…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiruhuko…</translation>
    </message>
    <message>
        <source>Closed from</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hafunzwe guhera</translation>
    </message>
    <message>
        <source>Closed until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hafunzwe kugeza</translation>
    </message>
    <message>
        <source>Close for this time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga iki gihe</translation>
    </message>
    <message>
        <source>Please give a day, such as 25 Dec.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga umunsi, nka 25 Uku.</translation>
    </message>
    <message>
        <source>Please say why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu.</translation>
    </message>
    <message>
        <source>closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>harafunze</translation>
    </message>
    <message>
        <source>pause {begins}–{ends}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikiruhuko {begins}–{ends}</translation>
    </message>
</context>
<context>
    <name>HoursStep</name>
    <message>
        <source>Opening hours</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasaha yo gukora</translation>
    </message>
    <message>
        <source>The appointment book offers no time outside them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta mwanya utangwa hanze y’aya masaha.</translation>
    </message>
</context>
<context>
    <name>IdentityCard</name>
    <message>
        <source>Photo on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto iri mu bubiko</translation>
    </message>
    <message>
        <source>&amp;Came without an appointment, for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Yaje nta gahunda, aje</translation>
    </message>
    <message>
        <source>Born</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yavutse</translation>
    </message>
    <message>
        <source>File</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi</translation>
    </message>
    <message>
        <source>Citizenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwenegihugu</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye</translation>
    </message>
    <message>
        <source>Phone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Telefone</translation>
    </message>
    <message>
        <source>Appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda</translation>
    </message>
    <message>
        <source>No photo on file. Compare with the identity paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta foto iri mu bubiko. Gereranya n’icyangombwa.</translation>
    </message>
    <message>
        <source>Already in the clinic with ticket {ticket}. This appointment joins the visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Asanzwe mu ivuriro afite tike {ticket}. Iyi gahunda yiyongera ku ruzinduko.</translation>
    </message>
    <message>
        <source>Already in the clinic with ticket {ticket}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Asanzwe ari mu ivuriro, tike {ticket}.</translation>
    </message>
    <message>
        <source>The appointment of today is over; this is a new visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda y’uyu munsi yarangiye; uru ni uruzinduko rushya.</translation>
    </message>
    <message>
        <source>This slip is for {day}. Let in now, this is a new visit; that appointment stays booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rw’undi munsi: {day}. Niyinjira ubu, ni uruzinduko rushya; iyo gahunda igumaho.</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import {file}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwinjiza {file}</translation>
    </message>
    <message>
        <source>Import</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Injiza</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
    <message numerus="yes">
        <source>%n mistake(s): nothing was imported.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Ikosa %n: nta cyinjijwe.</numerusform>
            <numerusform>Amakosa %n: nta cyinjijwe.</numerusform>
        </translation>
    </message>
    <message>
        <source>Line</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurongo</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikitari cyo</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>guhera ku {day}</translation>
    </message>
    <message>
        <source>The country has no protocol yet: this becomes its first edition.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu nta porotokole gifite: iri riba isohoro ryacyo rya mbere.</translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) from the edition in force</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>itandukaniro %n n’isohoro rikurikizwa</numerusform>
            <numerusform>amatandukaniro %n n’isohoro rikurikizwa</numerusform>
        </translation>
    </message>
    <message>
        <source>Part</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode</translation>
    </message>
    <message>
        <source>Change</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impinduka</translation>
    </message>
    <message>
        <source>Now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu</translation>
    </message>
    <message>
        <source>In the file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Muri dosiye</translation>
    </message>
    <message>
        <source>Differences</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitandukanye</translation>
    </message>
    <message>
        <source>It says the same as the edition in force.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rivuga bimwe n’isohoro rikurikizwa.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
    <message>
        <source>can be booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>birashoboka</translation>
    </message>
    <message>
        <source>booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yanditswe</translation>
    </message>
    <message>
        <source>is booked already</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>asanganywe gahunda</translation>
    </message>
    <message>
        <source>not booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibyafashwe</translation>
    </message>
    <message>
        <source>Import a booking list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwinjiza urutonde rwa gahunda</translation>
    </message>
    <message>
        <source>&amp;Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata gahunda</translation>
    </message>
    <message>
        <source>A CSV file whose first line names its columns: date, time, service, and the file number or the family name with the date of birth; room, clinician, minutes and note where you like. The lines of one case at one time become one appointment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ya CSV, umurongo wayo wa mbere uvuga inkingi: itariki, isaha, serivisi, na nimero cyangwa izina ry’umuryango hamwe n’itariki y’amavuko; icyumba, umuganga, iminota n’icyitonderwa ubishatse. Imirongo ya dosiye imwe ku isaha imwe iba gahunda imwe.</translation>
    </message>
    <message>
        <source>Choose a &amp;file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo &amp;dosiye…</translation>
    </message>
    <message>
        <source>When</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryari</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Result</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyavuyemo</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>Lines of the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo y’urutonde</translation>
    </message>
    <message>
        <source>No file is chosen yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta dosiye irahitwamo.</translation>
    </message>
    <message>
        <source>&amp;Save the lines that are not booked…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bika imirongo itafatiwe gahunda…</translation>
    </message>
    <message>
        <source>Looking at every line…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harebwa buri murongo…</translation>
    </message>
    <message>
        <source>{booked} can be booked, {there} are booked already, {rest} cannot be booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{booked} bashobora guhabwa gahunda, {there} basanzwe bayifite, {rest} ntibashobora kuyihabwa.</translation>
    </message>
    <message>
        <source>{booked} were booked, {there} were booked already, {rest} were not booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{booked} bahawe gahunda, {there} bari basanzwe bayifite, {rest} ntibayihawe.</translation>
    </message>
    <message>
        <source>Not used: {columns}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitakoreshejwe: {columns}.</translation>
    </message>
    <message>
        <source>&amp;Book {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata gahunda {count}</translation>
    </message>
    <message>
        <source>Lists (*.csv *.txt *.tsv)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intonde (*.csv *.txt *.tsv)</translation>
    </message>
    <message>
        <source>Booking list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde rwa gahunda</translation>
    </message>
    <message>
        <source>Lists (*.csv)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intonde (*.csv)</translation>
    </message>
    <message>
        <source>Lines that are not booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo itafatiwe gahunda</translation>
    </message>
</context>
<context>
    <name>InstrumentBox</name>
    <message numerus="yes">
        <source>%n question(s) open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>ikibazo %n kitarasubizwa</numerusform>
            <numerusform>ibibazo %n bitarasubizwa</numerusform>
        </translation>
    </message>
    <message>
        <source>{flag}: {action} ({who}, {time})</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{flag}: {action} ({who}, {time})</translation>
    </message>
    <message>
        <source>Say what was done…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga icyakozwe…</translation>
    </message>
    <message>
        <source>Waits for the physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hategerejwe muganga</translation>
    </message>
</context>
<context>
    <name>JoinForm</name>
    <message>
        <source>Join a clinic server</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwihuza na seriveri y’ivuriro</translation>
    </message>
    <message>
        <source>An administrator at another workstation made an enrolment file and a code for you. Your login and password are the same as there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuyobozi yagukoreye ku yindi mudasobwa dosiye yo kwandikisha na kode. Izina ryo kwinjira n’ijambo ry’ibanga ni bimwe n’ibyaho.</translation>
    </message>
    <message>
        <source>Join and sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ihuze winjire</translation>
    </message>
    <message>
        <source>Enrolment &amp;file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Dosiye yo kwandikisha</translation>
    </message>
    <message>
        <source>Choose the file…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo dosiye…</translation>
    </message>
    <message>
        <source>&amp;Code from the paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kode yo ku rupapuro</translation>
    </message>
    <message>
        <source>hyphens may be left out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>utwuhuza dushobora kurekwa</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;zina ryo kwinjira</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;jambo ry’ibanga</translation>
    </message>
    <message>
        <source>Back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyuma</translation>
    </message>
    <message>
        <source>Enrolment file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye yo kwandikisha</translation>
    </message>
</context>
<context>
    <name>LanguagesField</name>
    <message>
        <source>Type a language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika ururimi</translation>
    </message>
    <message>
        <source>Take this language away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho uru rurimi</translation>
    </message>
</context>
<context>
    <name>LibraryView</name>
    <message>
        <source>Editions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasohoro</translation>
    </message>
    <message>
        <source>This program brings no protocol.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi porogaramu nta porotokole ifite.</translation>
    </message>
</context>
<context>
    <name>LineList</name>
    <message>
        <source>Remove</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho</translation>
    </message>
</context>
<context>
    <name>LineQuestion</name>
    <message>
        <source>Details</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisobanuro</translation>
    </message>
    <message>
        <source>Details: {question}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisobanuro: {question}</translation>
    </message>
    <message>
        <source>Not possible; possible are {reach}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibishoboka; ibishoboka ni {reach}.</translation>
    </message>
    <message>
        <source>High</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hejuru</translation>
    </message>
    <message>
        <source>Low</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hasi</translation>
    </message>
    <message>
        <source>Required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birasabwa</translation>
    </message>
</context>
<context>
    <name>ListDialog</name>
    <message>
        <source>Lists of the day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intonde z’umunsi</translation>
    </message>
    <message>
        <source>Day list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urw’umunsi</translation>
    </message>
    <message>
        <source>Call list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abo guhamagara</translation>
    </message>
    <message>
        <source>Slips of this day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impapuro</translation>
    </message>
    <message>
        <source>Which list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde urwo ari rwo</translation>
    </message>
    <message>
        <source>Language of the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi rw’urutonde</translation>
    </message>
    <message>
        <source>&amp;List</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Urutonde</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>U&amp;munsi</translation>
    </message>
    <message>
        <source>L&amp;anguage of the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi rw’uru&amp;tonde</translation>
    </message>
    <message>
        <source>Each slip is in the family&apos;s own language where it is one of the three, else in this one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Buri rupapuro ruri mu rurimi rw’umuryango niba ari rumwe muri izo eshatu, bitaba ibyo rukaba muri uru.</translation>
    </message>
    <message>
        <source>The list as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde uko rucapwa</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>Locked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harafunze</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;jambo ry’ibanga</translation>
    </message>
    <message>
        <source>Sign in as somebody else</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Injira mu rindi zina</translation>
    </message>
</context>
<context>
    <name>MeasureCell</name>
    <message>
        <source>It is right</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni byo</translation>
    </message>
    <message>
        <source>Not possible; possible are {reach}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibishoboka; ibishoboka ni {reach}.</translation>
    </message>
    <message>
        <source>Is this right? Expected {reach}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni byo koko? Hitezwe {reach}.</translation>
    </message>
    <message>
        <source>High · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hejuru · bisanzwe {reach}</translation>
    </message>
    <message>
        <source>Low · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hasi · bisanzwe {reach}</translation>
    </message>
    <message>
        <source>Severely high · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Biri hejuru cyane · ibisanzwe {reach}</translation>
    </message>
    <message>
        <source>Severely low · normal {reach}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Biri hasi cyane · ibisanzwe {reach}</translation>
    </message>
    <message>
        <source>Required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birasabwa</translation>
    </message>
</context>
<context>
    <name>MemberLine</name>
    <message>
        <source>Principal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>W’ibanze</translation>
    </message>
    <message>
        <source>Choose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo</translation>
    </message>
    <message>
        <source>Relationship of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isano ya {name}</translation>
    </message>
    <message>
        <source>{name} is the principal applicant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} ni we usaba w’ibanze</translation>
    </message>
    <message>
        <source>Travels with the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agendana n’umuryango</translation>
    </message>
    <message>
        <source>Take {name} out of the case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvana {name} muri dosiye</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>The program made a mistake. Nothing half-done was saved; please try again. If it happens again, report number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porogaramu yakoze ikosa. Nta cyabitswe igice; ongera ugerageze. Nibyongera kubaho, menyesha nomero {number}.</translation>
    </message>
    <message>
        <source>This is not possible ({code}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi ntibishoboka ({code}).</translation>
    </message>
    <message>
        <source>{typed} lies in the future. Check the year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} ni mu gihe kizaza. Reba umwaka.</translation>
    </message>
    <message>
        <source>{typed} is not in the calendar. Check day and month.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} ntiba kuri kalendari. Reba umunsi n’ukwezi.</translation>
    </message>
    <message>
        <source>Give a birth date. A year, a span like 1988-1992 or an age like 34 years will do.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga itariki y’amavuko. Umwaka, intera nka 1988-1992 cyangwa imyaka nka 34 birahagije.</translation>
    </message>
    <message>
        <source>{typed} is more than 130 years ago. Check the year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} hashize imyaka irenga 130. Reba umwaka.</translation>
    </message>
    <message>
        <source>“{typed}” is not understood as a date. Write 14 Mar 1990, Mar 1990, 1990 or 34 years.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” ntiyumvikana nk’itariki. Andika 14 Wer 1990, Wer 1990, 1990 cyangwa imyaka 34.</translation>
    </message>
    <message>
        <source>Choose a camp from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo inkambi ku rutonde.</translation>
    </message>
    <message>
        <source>Choose the category of the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo icyiciro cya dosiye.</translation>
    </message>
    <message>
        <source>Choose the country of the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igihugu cya dosiye.</translation>
    </message>
    <message>
        <source>A case needs at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ikeneye nibura umuntu umwe.</translation>
    </message>
    <message>
        <source>The principal applicant cannot be taken out. Make somebody else the principal applicant first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Usaba w’ibanze ntashobora kuvanwamo. Banza ugire undi usaba w’ibanze.</translation>
    </message>
    <message>
        <source>“{typed}” cannot be a case number. It needs letters or digits, at most 40.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” ntishobora kuba nomero ya dosiye. Igomba inyuguti cyangwa imibare, itarenze 40.</translation>
    </message>
    <message>
        <source>The case number {number} is already on file. Open that case, or check the number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero ya dosiye {number} isanzwe yanditse. Fungura iyo dosiye, cyangwa urebe nomero.</translation>
    </message>
    <message>
        <source>This case has a principal applicant already. Choose another relationship.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi dosiye isanganywe usaba w’ibanze. Hitamo irindi sano.</translation>
    </message>
    <message>
        <source>Exactly one person must be the principal applicant.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu umwe gusa ni we ugomba kuba usaba w’ibanze.</translation>
    </message>
    <message>
        <source>The same person stands in the case twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu umwe yanditse kabiri muri dosiye.</translation>
    </message>
    <message>
        <source>Say whether consent was given, refused or withdrawn.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga niba yarabyemeye, yarabyanze cyangwa yarabyisubiyeho.</translation>
    </message>
    <message>
        <source>For a minor, or where the age is not sure, a guardian signs. Give the guardian’s name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku mwana, cyangwa aho imyaka itazwi neza, hasinya umurera. Tanga izina ry’umurera.</translation>
    </message>
    <message>
        <source>Say how the guardian is related to the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga isano umurera afitanye n’umuntu.</translation>
    </message>
    <message>
        <source>Choose the language in which consent was explained.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ururimi byasobanuwemo.</translation>
    </message>
    <message>
        <source>Choose a country from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igihugu ku rutonde.</translation>
    </message>
    <message>
        <source>Type the number, or take the line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika nomero, cyangwa ukureho umurongo.</translation>
    </message>
    <message>
        <source>Choose what kind of number this is.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ubwoko bw’iyi nomero.</translation>
    </message>
    <message>
        <source>{typed} stands here twice. Take one line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} yanditse kabiri hano. Kuraho umurongo umwe.</translation>
    </message>
    <message>
        <source>Say for which language an interpreter is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga ururimi rukenewemo umusemuzi.</translation>
    </message>
    <message>
        <source>Choose a language from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ururimi ku rutonde.</translation>
    </message>
    <message>
        <source>The document does not give the whole date.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro ntirutanga itariki yose.</translation>
    </message>
    <message>
        <source>The document gives no birth date. Ask the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro nta tariki y’amavuko rutanga. Baza umuntu.</translation>
    </message>
    <message>
        <source>Line {line}, place {place}: {characters} cannot stand in a machine-readable zone. Scan again or correct it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurongo {line}, umwanya {place}: {characters} ntishobora kuba mu gice gisomwa n’imashini. Ongera usikane cyangwa ukosore.</translation>
    </message>
    <message>
        <source>The check digit does not fit: {digit} stands there, {expected} is expected. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura ntuhuye: hariho {digit}, hitezwe {expected}. Gereranya n’urupapuro.</translation>
    </message>
    <message>
        <source>The check digit does not fit. {read} was read, perhaps it is {guess}. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura ntuhuye. Hasomwe {read}, wenda ni {guess}. Gereranya n’urupapuro.</translation>
    </message>
    <message>
        <source>The overall check digit does not fit: {digit} stands there, {expected} is expected. Scan again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura byose ntuhuye: hariho {digit}, hitezwe {expected}. Ongera usikane.</translation>
    </message>
    <message>
        <source>{taken} was understood; a look-alike letter or digit was read. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hafashwe {taken}; hasomwe inyuguti cyangwa umubare bisa. Gereranya n’urupapuro.</translation>
    </message>
    <message>
        <source>{read} is not a day of the calendar. Compare it with the document.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{read} si umunsi wo kuri kalendari. Gereranya n’urupapuro.</translation>
    </message>
    <message>
        <source>Nothing was read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyasomwe.</translation>
    </message>
    <message>
        <source>The document expired on {expired}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwarangiye ku {expired}.</translation>
    </message>
    <message>
        <source>Line {line} has {length} characters instead of {expected}. Scan again or complete it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurongo {line} ufite inyuguti {length} aho kuba {expected}. Ongera usikane cyangwa uwuzuze.</translation>
    </message>
    <message>
        <source>There are {count} lines; a document has two or three.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari imirongo {count}; urupapuro rugira ibiri cyangwa itatu.</translation>
    </message>
    <message>
        <source>No name could be read. Scan again or type it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta zina ryasomwe. Ongera usikane cyangwa uryandike.</translation>
    </message>
    <message>
        <source>Only one line of {length} characters was read; the next line is still missing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hasomwe umurongo umwe gusa w’inyuguti {length}; ukurikira uracyabura.</translation>
    </message>
    <message>
        <source>The end of the name line was cut off and completed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iherezo ry’umurongo w’izina ryari ryaciwe, ryujujwe.</translation>
    </message>
    <message>
        <source>{read} stands where M, F or &lt; is expected.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari {read} ahitezwe M, F cyangwa &lt;.</translation>
    </message>
    <message>
        <source>Give at least one name. People with a single name have it as family name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga nibura izina rimwe. Ufite izina rimwe rishyirwa ku izina ry’umuryango.</translation>
    </message>
    <message>
        <source>“{typed}” has no letters. Check the name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” nta nyuguti ifite. Reba izina.</translation>
    </message>
    <message>
        <source>Type the further name, or take the line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika irindi zina, cyangwa ukureho umurongo.</translation>
    </message>
    <message>
        <source>Number {number} stands on the file of {name}, {file_number}. Open that file, or say why both have it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero {number} iri ku ifishi ya {name}, {file_number}. Fungura iyo fishi, cyangwa uvuge impamvu bombi bayifite.</translation>
    </message>
    <message>
        <source>“{typed}” cannot be a telephone number: 6 to 15 digits, like +250 788 000 000.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” ntishobora kuba nomero ya telefone: imibare 6 kugeza 15, nka +250 788 000 000.</translation>
    </message>
    <message>
        <source>This picture file is damaged and cannot be read. Choose another file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi foto yarangiritse ntishobora gusomwa. Hitamo indi.</translation>
    </message>
    <message>
        <source>The file is empty. Choose another file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye irimo ubusa. Hitamo indi.</translation>
    </message>
    <message>
        <source>This file is not a picture. Choose a JPEG or PNG file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi dosiye si ifoto. Hitamo JPEG cyangwa PNG.</translation>
    </message>
    <message>
        <source>The file has {megabytes} MB; at most {most} MB are taken. Save the photo smaller and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ifite MB {megabytes}; hemerwa izitarenza MB {most}. Gabanya ifoto wongere ugerageze.</translation>
    </message>
    <message>
        <source>The picture is far too large. Save the photo smaller and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto ni nini cyane. Yigabanye wongere ugerageze.</translation>
    </message>
    <message>
        <source>The picture has only {width} × {height} points; a face needs at least {least} on each side.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto ifite utudomo {width} × {height} gusa; mu maso hakeneye nibura {least} kuri buri ruhande.</translation>
    </message>
    <message>
        <source>The file cannot be read: {why}. Choose another file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ntishobora gusomwa: {why}. Hitamo indi.</translation>
    </message>
    <message>
        <source>Say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
    <message>
        <source>Choose the relationship from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo isano ku rutonde.</translation>
    </message>
    <message>
        <source>Choose the sex: female, male or unspecified.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igitsina: gore, gabo cyangwa kitavuzwe.</translation>
    </message>
    <message>
        <source>This is too long; at most {most} characters are kept.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi ni birebire cyane; hemerwa inyuguti zitarenza {most}.</translation>
    </message>
    <message>
        <source>Choose the status from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo uko bimeze ku rutonde.</translation>
    </message>
    <message>
        <source>Say what the condition is, or take the line away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga ikigomba kubahirizwa, cyangwa ukureho umurongo.</translation>
    </message>
    <message>
        <source>Add at least one condition, or decide “Fit”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongeramo nibura ikigomba kubahirizwa kimwe, cyangwa uhitemo “Ashobora kugenda”.</translation>
    </message>
    <message>
        <source>Conditions go with “Fit with conditions” only.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibigomba kubahirizwa bijyana gusa na “Ashobora, hari ibisabwa”.</translation>
    </message>
    <message>
        <source>“Fit” has no conditions. Take them away, or decide “Fit with conditions”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“Ashobora kugenda” nta bigomba kubahirizwa agira. Bikureho, cyangwa uhitemo “Ashobora, hari ibisabwa”.</translation>
    </message>
    <message>
        <source>{physician} decided meanwhile. Look at that decision first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{physician} yafashe umwanzuro hagati aho. Banza uwurebe.</translation>
    </message>
    <message>
        <source>This departure lies in the past. Check date and time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rugendo rwarahise. Reba itariki n’isaha.</translation>
    </message>
    <message>
        <source>Choose the country of destination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igihugu bajyamo.</translation>
    </message>
    <message>
        <source>The medical exam does not allow the journey yet. See what holds it in the panel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga ntirimwemerera kugenda. Reba mu ruhande ikibihagarika.</translation>
    </message>
    <message>
        <source>The screening found something that normally holds. Say why the person may fly nevertheless.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryabonye ikintu ubusanzwe gihagarika. Vuga impamvu umuntu ashobora kugenda nubwo bimeze bityo.</translation>
    </message>
    <message>
        <source>“{typed}” is not a flight number. Type the airline&apos;s letters and the number, for example ET807.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” si nomero y’indege. Andika inyuguti z’ikigo n’umubare, urugero ET807.</translation>
    </message>
    <message>
        <source>{flight} on {departs_at} is planned already. Add the travellers there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{flight} yo ku {departs_at} isanzwe iteganyijwe. Ongeraho abagenzi.</translation>
    </message>
    <message>
        <source>{need} is there already, or excludes another choice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{need} isanzwemo, cyangwa ntijyana n’ibyatoranyijwe.</translation>
    </message>
    <message>
        <source>“{need}” is not in the list of travel needs.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{need}” ntiri ku rutonde rw’ibikenewe mu rugendo.</translation>
    </message>
    <message>
        <source>With {need} an escort is needed. Add who escorts.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri {need} hakenewe umuherekeza. Ongeraho umuherekeza.</translation>
    </message>
    <message>
        <source>This decision is not there any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu mwanzuro ntukiriho.</translation>
    </message>
    <message>
        <source>Nobody in case {case} is marked as travelling. Mark who travels in the case first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu wo muri dosiye {case} wanditsweho ko agenda. Banza wandike muri dosiye abagenda.</translation>
    </message>
    <message>
        <source>One of these people is not in case {case}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwe muri aba bantu ntari muri dosiye {case}.</translation>
    </message>
    <message>
        <source>Screen the person before deciding that he or she may fly.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Banza usuzume umuntu mbere yo kwemeza ko ashobora kugenda.</translation>
    </message>
    <message>
        <source>{name} is on {flight}, {departs_at}. Take the person off that flight first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} ari kuri {flight}, {departs_at}. Banza umuvane kuri iyo ndege.</translation>
    </message>
    <message>
        <source>Case {case} goes to {country}, this flight to {destination}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye {case} ijya muri {country}, iyi ndege ijya muri {destination}.</translation>
    </message>
    <message>
        <source>Give the reason in a few words; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga impamvu mu magambo make; irabikwa.</translation>
    </message>
    <message>
        <source>Say when the person is checked again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga igihe umuntu azongera gusuzumwa.</translation>
    </message>
    <message>
        <source>{recheck_on} is not in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{recheck_on} si mu gihe kizaza.</translation>
    </message>
    <message>
        <source>A recheck date goes with “Temporarily unfit” only.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itariki yo kongera gusuzumwa ijyana gusa na “Ntashobora kugenda by’agateganyo”.</translation>
    </message>
    <message>
        <source>Type the route, for example KGL-ADD-ORD.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika inzira, urugero KGL-ADD-ORD.</translation>
    </message>
    <message>
        <source>This screening lies in the future. Check the time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ni mu gihe kizaza. Reba isaha.</translation>
    </message>
    <message>
        <source>{typed} lies in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{typed} ni mu gihe kizaza.</translation>
    </message>
    <message>
        <source>{value} is outside {low} to {high}. Measure again; if it is right, confirm it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{value} iri hanze ya {low} kugeza {high}. Ongera upime; niba ari byo, byemeze.</translation>
    </message>
    <message>
        <source>Please answer this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza hano.</translation>
    </message>
    <message>
        <source>Type a date, for example 24 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika itariki, urugero 24 Ugu 2026.</translation>
    </message>
    <message>
        <source>Type a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umubare.</translation>
    </message>
    <message>
        <source>This question is not on the form.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki kibazo nticyanditse ku ifishi.</translation>
    </message>
    <message>
        <source>This screening was voided before.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ryari ryarasheshwe.</translation>
    </message>
    <message>
        <source>Answer yes or no.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza yego cyangwa oya.</translation>
    </message>
    <message>
        <source>Say why the earlier decision is replaced; both stay on record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu umwanzuro wa mbere usimbuwe; yombi irabikwa.</translation>
    </message>
    <message>
        <source>This person was taken off the flight.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu yavanywe ku ndege.</translation>
    </message>
    <message>
        <source>{by} has called ticket {ticket} to {station} already ({at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} yamaze guhamagara tike {ticket} kuri {station} ({at}).</translation>
    </message>
    <message>
        <source>Ticket {ticket} has ended already ({at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike {ticket} yamaze kurangira ({at}).</translation>
    </message>
    <message>
        <source>{person} is here already, with ticket {ticket}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} asanzwe ari hano, tike {ticket}.</translation>
    </message>
    <message>
        <source>{by} has handed this ticket over to {station} already ({at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} yamaze kohereza iyi tike kuri {station} ({at}).</translation>
    </message>
    <message>
        <source>Ticket {ticket} has already gone on; its arrival can no longer be taken back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike {ticket} yamaze gukomeza; kuhagera kwayo ntigushobora gusubizwa inyuma.</translation>
    </message>
    <message>
        <source>{by} has passed ticket {ticket} over already ({at}): {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} yamaze gusimbuka tike {ticket} ({at}): {reason}.</translation>
    </message>
    <message>
        <source>The identity of {person} (ticket {ticket}) is not confirmed yet. Check it first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro wa {person} (tike {ticket}) nturemezwa. Banza uwugenzure.</translation>
    </message>
    <message>
        <source>Please say why the identity could not be confirmed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu umwirondoro utashoboye kwemezwa.</translation>
    </message>
    <message>
        <source>Ticket {ticket} is not called.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike {ticket} ntiyahamagawe.</translation>
    </message>
    <message>
        <source>Ticket {ticket} was not passed over.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike {ticket} ntiyasimbutswe.</translation>
    </message>
    <message>
        <source>This appointment is on another day: {starts_at}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi gahunda ni iy’undi munsi: {starts_at}.</translation>
    </message>
    <message>
        <source>There is nothing to take back for ticket {ticket}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyo gusubiza inyuma kuri tike {ticket}.</translation>
    </message>
    <message>
        <source>A visit ends as done or as left.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uruzinduko rurangira ari urwarangiye cyangwa ari uwagiye.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
    <message>
        <source>The clinic has no room {room} any more. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro nta cyumba {room} rigifite. Hitamo ikindi.</translation>
    </message>
    <message>
        <source>Ticket {ticket} is at {station} already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tike {ticket} isanzwe iri kuri {station}.</translation>
    </message>
    <message>
        <source>Somebody can be passed over for 1 to {most} minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu ashobora gusimbukwa iminota 1 kugeza {most}.</translation>
    </message>
    <message>
        <source>This station is not known.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aha hantu ntihazwi.</translation>
    </message>
    <message>
        <source>{person} is booked today already: {starts_at}, {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} asanganywe gahunda uyu munsi: {starts_at}, {room}.</translation>
    </message>
    <message>
        <source>This appointment has begun and can no longer be changed here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi gahunda yatangiye, ntishobora guhindurirwa hano.</translation>
    </message>
    <message>
        <source>A pause needs both a beginning and an end.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikiruhuko gikeneye intangiriro n’iherezo.</translation>
    </message>
    <message>
        <source>Give a number of people between 1 and 500, or none for no limit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga umubare w’abantu hagati ya 1 na 500, cyangwa uharekere ubusa niba nta mubare ntarengwa.</translation>
    </message>
    <message>
        <source>{clinician} does not work here any more. Choose somebody else.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} ntagikora hano. Hitamo undi.</translation>
    </message>
    <message>
        <source>{clinician} does not take “{service}”. Choose somebody else.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} ntakora “{service}”. Hitamo undi.</translation>
    </message>
    <message>
        <source>{clinician} is taken from {starts_at} to {ends_at}: {label}, {room}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{clinician} asanzwe afite gahunda kuva {starts_at} kugeza {ends_at}: {label}, {room}.</translation>
    </message>
    <message>
        <source>This clinician is not known any more. Please choose again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muganga ntakizwi. Ongera uhitemo.</translation>
    </message>
    <message>
        <source>A part of a day needs both a beginning and an end; leave both empty for the whole day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice cy’umunsi gikeneye itangiriro n’iherezo; bisige byombi ubusa ku munsi wose.</translation>
    </message>
    <message>
        <source>The end must come after the beginning.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iherezo rigomba kuza nyuma y’itangiriro.</translation>
    </message>
    <message>
        <source>{day} is past. Give a day that is still to come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{day} yarahise. Tanga umunsi utaragera.</translation>
    </message>
    <message>
        <source>{day} is too far away. Please check the year.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{day} iri kure cyane. Reba umwaka.</translation>
    </message>
    <message>
        <source>The clinic is closed on {day}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro rirafunze ku {day}: {reason}.</translation>
    </message>
    <message>
        <source>The times do not follow each other. The clinic opens, pauses, goes on, closes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasaha ntakurikirana. Ivuriro rirafungura, rikaruhuka, rigakomeza, rigafunga.</translation>
    </message>
    <message>
        <source>These people are in the clinic. Their appointment can be moved only within this day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aba bantu bari mu ivuriro. Gahunda yabo ishobora kwimurwa kuri uyu munsi gusa.</translation>
    </message>
    <message>
        <source>{starts_at} is past. Choose a later time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{starts_at} yarahise. Hitamo isaha ya nyuma.</translation>
    </message>
    <message>
        <source>This person is in the clinic now. The clinic floor is where this is changed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu ari mu ivuriro ubu. Ibi bihindurirwa ku rupapuro “Mu ivuriro”.</translation>
    </message>
    <message>
        <source>An appointment cannot take {minutes} minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda ntishobora kumara iminota {minutes}.</translation>
    </message>
    <message>
        <source>Nobody here is called “{clinician}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wo hano witwa “{clinician}”.</translation>
    </message>
    <message>
        <source>Several people here are called “{clinician}”. Give the login.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hano hari benshi bitwa “{clinician}”. Tanga izina ryo kwinjira.</translation>
    </message>
    <message>
        <source>“{typed}” is no day that can be read, such as 2026-03-10.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” si umunsi usomeka, nka 2026-03-10.</translation>
    </message>
    <message>
        <source>“{typed}” can be read in two ways, for line {line} writes the month first. Write the day as 2026-03-10.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” ishobora gusomwa mu buryo bubiri, kuko umurongo wa {line} ubanza ukwezi. Andika umunsi nka 2026-03-10.</translation>
    </message>
    <message>
        <source>“{typed}” is no number of minutes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” si umubare w’iminota.</translation>
    </message>
    <message>
        <source>Nobody has the number {number}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu ufite nomero {number}.</translation>
    </message>
    <message>
        <source>The number {number} belongs to {person}, not to {typed}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero {number} ni iya {person}, si iya {typed}.</translation>
    </message>
    <message>
        <source>A file number, or a family name with the date of birth, is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakenewe nomero y’ifishi, cyangwa izina ry’umuryango n’itariki y’amavuko.</translation>
    </message>
    <message>
        <source>{count} people fit {person} with this date of birth. Give the file number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu {count} bahuye na {person} n’iyi tariki y’amavuko. Tanga nomero y’ifishi.</translation>
    </message>
    <message>
        <source>{person} with this date of birth is not registered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} ufite iyi tariki y’amavuko ntiyanditse.</translation>
    </message>
    <message>
        <source>There is no room “{room}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyumba “{room}” gihari.</translation>
    </message>
    <message>
        <source>There is no service “{service}”.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta serivisi “{service}” ihari.</translation>
    </message>
    <message>
        <source>“{typed}” is no time that can be read, such as 09:30.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” si isaha isomeka, nka 09:30.</translation>
    </message>
    <message>
        <source>The column “{column}” stands there twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkingi “{column}” yanditse kabiri.</translation>
    </message>
    <message>
        <source>The first line must name the columns. Missing: {missing}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurongo wa mbere ugomba kuvuga inkingi. Ibibura: {missing}.</translation>
    </message>
    <message>
        <source>The list has no line beneath its headings.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde nta murongo rufite munsi y’imitwe yarwo.</translation>
    </message>
    <message>
        <source>This is a spreadsheet. Save it there as CSV, and choose that file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi ni dosiye ya Excel cyangwa isa na yo. Yibike nka CSV, uhitemo iyo.</translation>
    </message>
    <message>
        <source>The file could not be written there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ntiyashoboye kwandikwa aho.</translation>
    </message>
    <message>
        <source>The file is larger than {most} MB.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye irenze MB {most}.</translation>
    </message>
    <message>
        <source>The list has more than {most} lines. Divide it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde rurengeje imirongo {most}. Rugabanyemo ibice.</translation>
    </message>
    <message>
        <source>This file cannot be read as a list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi dosiye ntishobora gusomwa nk’urutonde.</translation>
    </message>
    <message>
        <source>Please give a name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga izina.</translation>
    </message>
    <message>
        <source>The name “{name}” is taken. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina “{name}” ryarafashwe. Hitamo irindi.</translation>
    </message>
    <message>
        <source>No room has time for “{service}” any more today. Book another day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyumba kigifite umwanya wa “{service}” uyu munsi. Hitamo undi munsi.</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura umuntu umwe.</translation>
    </message>
    <message>
        <source>This is not possible in the state the appointment is in now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi ntibishoboka uko gahunda imeze ubu.</translation>
    </message>
    <message>
        <source>This person does not belong to this appointment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu si uw’iyi gahunda.</translation>
    </message>
    <message>
        <source>{person} does not belong to this case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} si uw’iyi dosiye.</translation>
    </message>
    <message>
        <source>Appointments begin and end on a quarter of an hour.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda zitangira kandi zirangirira ku gihembwe cy’isaha.</translation>
    </message>
    <message>
        <source>The appointment is at {starts_at}. It can only be missed after that.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda ni {starts_at}. Ishobora gusibwa nyuma yaho gusa.</translation>
    </message>
    <message>
        <source>At most {longest} letters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibirenze inyuguti {longest}.</translation>
    </message>
    <message>
        <source>There is nothing to print.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyo gucapa gihari.</translation>
    </message>
    <message>
        <source>The clinic is open from {opens} to {closes}. Choose a time in between.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro rifungura kuva {opens} kugeza {closes}. Hitamo isaha hagati yazo.</translation>
    </message>
    <message>
        <source>The limit of the half hour from {starts_at} is {limit}: {there} begin already and {coming} more would come. Choose another time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntarengwa y’igice cy’isaha gitangira saa {starts_at} ni {limit}: hasanzwe hatangira {there}, hakaba hagiye kwiyongeraho {coming}. Hitamo ikindi gihe.</translation>
    </message>
    <message>
        <source>People booked on {day}: {count}. Move or cancel their appointments first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abafite gahunda ku {day}: {count}. Banza wimure cyangwa uvaneho gahunda zabo.</translation>
    </message>
    <message>
        <source>The clinic is closed from {starts_at} to {ends_at}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro rirafunze kuva {starts_at} kugeza {ends_at}: {reason}.</translation>
    </message>
    <message>
        <source>This room is closed from {starts_at} to {ends_at}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki cyumba kirafunze kuva {starts_at} kugeza {ends_at}: {reason}.</translation>
    </message>
    <message>
        <source>Appointments of “{name}” that are still to come: {count}. Move or cancel them first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda za “{name}” zizaza: {count}. Banza uzimure cyangwa uzivaneho.</translation>
    </message>
    <message>
        <source>The clinic has its pause from {pause_from} to {pause_to}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro riruhuka kuva {pause_from} kugeza {pause_to}.</translation>
    </message>
    <message>
        <source>{person} has another appointment then: {label}, {room}, {starts_at} to {ends_at}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} afite indi gahunda icyo gihe: {label}, {room}, {starts_at} kugeza {ends_at}.</translation>
    </message>
    <message>
        <source>The same person was chosen twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu umwe yatoranyijwe kabiri.</translation>
    </message>
    <message>
        <source>This person is not registered any more. Please search again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu ntacyanditse. Ongera ushakishe.</translation>
    </message>
    <message>
        <source>This was a rehearsal; nothing was booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri ryari igerageza; nta gahunda yafashwe.</translation>
    </message>
    <message>
        <source>Nobody in this role can be booked by name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu ufite uru ruhare ushobora gusabwa mu izina.</translation>
    </message>
    <message>
        <source>This room is closed on {day}: {reason}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki cyumba kirafunze ku {day}: {reason}.</translation>
    </message>
    <message>
        <source>“{service}” cannot take place in {room}. Choose a room of the right kind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{service}” ntishobora gukorerwa muri {room}. Hitamo icyumba gikwiye.</translation>
    </message>
    <message>
        <source>{room} is taken from {starts_at} to {ends_at}: {label}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{room} irafashwe kuva {starts_at} kugeza {ends_at}: {label}.</translation>
    </message>
    <message>
        <source>“{service}” is not offered any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{service}” ntigitangwa.</translation>
    </message>
    <message>
        <source>Somebody else took this time a moment ago. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari undi umaze gufata uyu mwanya. Hitamo undi.</translation>
    </message>
    <message>
        <source>{person} is on the waiting list for this service already (since {since}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{person} asanzwe ku rutonde rw’abategereje iyi serivisi (kuva {since}).</translation>
    </message>
    <message>
        <source>These people do not wait any more: they were booked or taken off the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aba bantu ntibagitegereje: bahawe gahunda cyangwa bavanywe ku rutonde.</translation>
    </message>
    <message>
        <source>The clinic does not open on that day of the week ({day}). Choose another day.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ntirifungura kuri uwo munsi w’icyumweru ({day}). Hitamo undi munsi.</translation>
    </message>
    <message>
        <source>A day of the week stands there twice.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi w’icyumweru wanditse kabiri.</translation>
    </message>
    <message>
        <source>This is no day of the week.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu si umunsi w’icyumweru.</translation>
    </message>
    <message>
        <source>Please say what is done about it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga icyakozweho.</translation>
    </message>
    <message>
        <source>This person has an open exam in this case already. Go on with that one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu asanganywe isuzuma rifunguye muri iyi dosiye. Komeza iryo.</translation>
    </message>
    <message>
        <source>{by} changed this answer at {at}, from what you saw. Look at both and decide.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} yahinduye iki gisubizo saa {at}, ugereranyije n’icyo wabonye. Reba byombi uhitemo.</translation>
    </message>
    <message>
        <source>The case has another country or category than this exam. Take it over, or correct the case, first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ifite ikindi gihugu cyangwa icyiciro kitari icy’iri suzuma. Banza ugifate, cyangwa ukosore dosiye.</translation>
    </message>
    <message>
        <source>Something changed since this was shown. Look at it again before you sign.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari icyahindutse kuva ibi byerekanwa. Ongera ubirebe mbere yo gusinya.</translation>
    </message>
    <message>
        <source>“{first}” and “{second}” exclude each other.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{first}” na “{second}” ntibijyana.</translation>
    </message>
    <message>
        <source>{item}: grade {grade} needs a comment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: inota {grade} rikeneye igisobanuro.</translation>
    </message>
    <message>
        <source>{item}: with this grade no comment is given.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: iri nota ntiritangirwa igisobanuro.</translation>
    </message>
    <message>
        <source>No consent is recorded. Record it in the registration, or say why the exam begins without it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera ntikwanditswe. Kwandike aho abantu bandikwa, cyangwa uvuge impamvu isuzuma ritangira kutanditswe.</translation>
    </message>
    <message>
        <source>Consent was refused or withdrawn. Record a new consent in the registration before the exam begins.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu yanze cyangwa yisubiyeho. Andika ukwemera gushya aho abantu bandikwa mbere y’uko isuzuma ritangira.</translation>
    </message>
    <message>
        <source>An exam cannot lie in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ntirishobora kuba mu gihe kizaza.</translation>
    </message>
    <message>
        <source>Something you typed is not saved yet: {sections}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari icyo wanditse kitarabikwa: {sections}</translation>
    </message>
    <message>
        <source>Examine at least one system yourself before marking the rest normal.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Suzuma nibura urugingo rumwe wowe ubwawe mbere yo gushyira ibisigaye ko ari byiza.</translation>
    </message>
    <message>
        <source>Somebody must say what is done about: {flags}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hagomba kuvugwa igikorwa kuri: {flags}</translation>
    </message>
    <message>
        <source>The protocol forbids “{item}” for this person now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu porotokole ibuza “{item}” kuri uyu muntu.</translation>
    </message>
    <message>
        <source>{label}: this day is still to come.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: uyu munsi nturagera.</translation>
    </message>
    <message>
        <source>{label}: this day lies before “{other}”, {day}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: uyu munsi ubanziriza “{other}”, {day}.</translation>
    </message>
    <message>
        <source>{label}: this day lies before the birth.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: uyu munsi ubanziriza ivuka.</translation>
    </message>
    <message>
        <source>{label}: {value} {unit} cannot be; possible are {low} to {high}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: {value} {unit} ntibishoboka; ibishoboka ni {low} kugeza kuri {high}.</translation>
    </message>
    <message>
        <source>{label}: must be lower than “{other}”, {value}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: igomba kuba munsi ya “{other}”, {value}.</translation>
    </message>
    <message>
        <source>{label}: {value} {unit} is unlikely (usual are {low} to {high}). Measure again, or confirm that it is right.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: {value} {unit} ntibisanzwe (ubusanzwe ni {low} kugeza {high}). Ongera upime, cyangwa wemeze ko ari byo.</translation>
    </message>
    <message>
        <source>Still missing: {items} {questions}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Biracyabura: {items} {questions}</translation>
    </message>
    <message>
        <source>This section is not part of the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki gice ntikiri mu isuzuma.</translation>
    </message>
    <message>
        <source>This warning does not stand any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muburo ntukiriho.</translation>
    </message>
    <message>
        <source>This version does not exist.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi verisiyo ntibaho.</translation>
    </message>
    <message>
        <source>No exam was begun for this person yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma riratangirwa uyu muntu.</translation>
    </message>
    <message>
        <source>{item}: a grade may be made worse, never better. The protocol proposes {proposed}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: inota rishobora kugirwa ribi kurushaho, ntirishobora kugirwa ryiza. Porotokole isaba {proposed}.</translation>
    </message>
    <message>
        <source>The grades do not fit what was examined: {items}. Look at the proposal again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amanota ntahuye n’ibyasuzumwe: {items}. Ongera urebe icyifuzo.</translation>
    </message>
    <message>
        <source>{label}: choose one of the answers offered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: hitamo kimwe mu bisubizo byatanzwe.</translation>
    </message>
    <message>
        <source>{label}: type a date, for example 24 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: andika itariki, urugero 24 Ugu 2026.</translation>
    </message>
    <message>
        <source>{label}: type a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{label}: andika umubare.</translation>
    </message>
    <message>
        <source>Edition {edition} is not adopted yet. A panel physician adopts it on the page Protocols.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isohoro {edition} ntiriremezwa. Muganga ubifitiye uburenganzira aryemeza ku rupapuro rwa Porotokole.</translation>
    </message>
    <message>
        <source>Confirm the classification first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Banza wemeze icyiciro.</translation>
    </message>
    <message>
        <source>This exam is not there any more.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ntirikiriho.</translation>
    </message>
    <message>
        <source>This person does not belong to case {case}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu muntu si uwo muri dosiye {case}.</translation>
    </message>
    <message>
        <source>The protocol knows no such request.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole ntizi ubwo busabe.</translation>
    </message>
    <message>
        <source>Only a signed exam is amended.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasinywe gusa ni ryo rikosorwa.</translation>
    </message>
    <message>
        <source>“{label}” is filled in by somebody else.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{label}” yuzuzwa n’undi muntu.</translation>
    </message>
    <message>
        <source>The other case is for another country or category. Begin a new exam there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyo dosiye yindi ni iy’ikindi gihugu cyangwa ikindi cyiciro. Tangirirayo isuzuma rishya.</translation>
    </message>
    <message>
        <source>Say why you decide otherwise than proposed; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu ufashe umwanzuro utandukanye n’icyifuzo; irabikwa.</translation>
    </message>
    <message>
        <source>Please give your password again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera utange ijambo ry’ibanga.</translation>
    </message>
    <message>
        <source>Request {number} was withdrawn.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubusabe {number} bwavanyweho.</translation>
    </message>
    <message>
        <source>This system has an answer already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rugingo rusanganywe igisubizo.</translation>
    </message>
    <message>
        <source>This is the same exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni isuzuma rimwe.</translation>
    </message>
    <message>
        <source>This is the same person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni umuntu umwe.</translation>
    </message>
    <message>
        <source>“{section}” asks for something else in the other exam and cannot be moved.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{section}” isaba ibindi mu rindi suzuma, ntishobora kwimurwa.</translation>
    </message>
    <message>
        <source>There is nothing in this section.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kintu kiri muri iki gice.</translation>
    </message>
    <message>
        <source>“{section}” of the other exam has answers already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{section}” yo mu rindi suzuma isanganywe ibisubizo.</translation>
    </message>
    <message>
        <source>This exam is signed. Whatever changes is an amendment with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ryasinywe. Icyahinduka cyose ni ubugororangingo bufite impamvu.</translation>
    </message>
    <message>
        <source>This text is too long (at most {longest} letters).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu mwandiko ni muremure cyane (nturenza inyuguti {longest}).</translation>
    </message>
    <message>
        <source>This class is not part of the protocol.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki cyiciro si icya porotokole.</translation>
    </message>
    <message>
        <source>{item}: there is no grade {grade} in the protocol.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: nta nota {grade} riri muri porotokole.</translation>
    </message>
    <message>
        <source>This question is not part of the exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki kibazo si icy’iri suzuma.</translation>
    </message>
    <message>
        <source>This exam is void.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ryasheshwe.</translation>
    </message>
    <message>
        <source>The proposal waits for: {needs}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyifuzo gitegereje: {needs}</translation>
    </message>
    <message>
        <source>This exam was signed once and stays with this person. Void it, and begin anew with the right person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ryigeze gusinywa, riguma kuri uyu muntu. Risese, utangire irindi ku muntu nyawe.</translation>
    </message>
    <message>
        <source>This edition is adopted already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri sohoro ryamaze kwemezwa.</translation>
    </message>
    <message>
        <source>The clinic has a template of this name already ({country} {edition}). Retire it first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro risanganywe porotokole yitwa ityo ({country} {edition}). Banza uyivane mu ikoreshwa.</translation>
    </message>
    <message>
        <source>The program brings {country} {edition} itself. Give your template another edition.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porogaramu ubwayo isanganywe {country} {edition}. Ha porotokole yawe irindi sohoro.</translation>
    </message>
    <message>
        <source>There is no protocol for this country.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta porotokole y’iki gihugu ihari.</translation>
    </message>
    <message>
        <source>This program does not bring edition {edition} of this country.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi porogaramu nta sohoro {edition} ry’iki gihugu ifite.</translation>
    </message>
    <message>
        <source>With this number weights of these rules would overlap or leave a gap: {rules}. Change the other limit first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri uyu mubare, ibiro by’aya mategeko byagongana cyangwa bigasiga icyuho: {rules}. Banza uhindure urundi rugero.</translation>
    </message>
    <message>
        <source>The clinic&apos;s own template {country} {edition} was changed outside the program and is not used.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole y’ivuriro {country} {edition} yahinduriwe hanze ya porogaramu, ntikoreshwa.</translation>
    </message>
    <message>
        <source>This template was retired already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi porotokole yamaze kuvanwa mu ikoreshwa.</translation>
    </message>
    <message>
        <source>With this number these rules could apply to nobody any more: {rules}. Change their other limit first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri uyu mubare aya mategeko nta muntu yaba akireba: {rules}. Banza uhindure urundi rugero rwayo.</translation>
    </message>
    <message>
        <source>{by} changed this at {at}. Look at the new value and decide again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{by} yahinduye ibi saa {at}. Reba agaciro gashya wongere ufate umwanzuro.</translation>
    </message>
    <message>
        <source>This number lies from {low} to {high}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu mubare uri hagati ya {low} na {high}.</translation>
    </message>
    <message>
        <source>This value does not fit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aka gaciro ntigahuye.</translation>
    </message>
    <message>
        <source>The protocols cannot be read from {folder}. Please install the program anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole ntizishobora gusomwa muri {folder}. Ongera ushyiremo porogaramu.</translation>
    </message>
    <message>
        <source>The protocol file of {country} {edition} was changed and is not used. Please install the program anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ya porotokole ya {country} {edition} yahinduwe, ntikoreshwa. Ongera ushyiremo porogaramu.</translation>
    </message>
    <message>
        <source>These rules are not part of the edition: {rules}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aya mategeko si ay’iri sohoro: {rules}</translation>
    </message>
    <message>
        <source>This number is not part of the edition.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu mubare si uw’iri sohoro.</translation>
    </message>
    <message>
        <source>This adoption was withdrawn already.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iryo yemeza ryamaze kuvanwaho.</translation>
    </message>
    <message>
        <source>The template is wrong in {count} places. {first}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole irimo amakosa ahantu {count}. {first}</translation>
    </message>
    <message>
        <source>There is a clinic in {folder} already. Say that it may be moved aside, or choose another folder.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hasanzwe ivuriro muri {folder}. Vuga ko ryashyirwa ku ruhande, cyangwa uhitemo ahandi.</translation>
    </message>
    <message>
        <source>The backup {folder} is damaged and was not used. Take an older one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko {folder} yarangiritse, ntiyakoreshejwe. Fata iyayibanjirije.</translation>
    </message>
    <message>
        <source>The backup {folder} does not hold everything that it should. Take an older one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko {folder} ntirimo byose yagombye kugira. Fata iyayibanjirije.</translation>
    </message>
    <message>
        <source>{folder} is no backup of this program.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{folder} si kopi y’ububiko y’iyi porogaramu.</translation>
    </message>
    <message>
        <source>The backup could not be written: {why}. The backups before it are untouched.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko ntiyashoboye kwandikwa: {why}. Izayibanjirije nta cyo zabaye.</translation>
    </message>
    <message>
        <source>{file} is no text in UTF-8.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} si umwandiko wa UTF-8.</translation>
    </message>
    <message>
        <source>{file} is too large for a list of cases.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ni nini cyane ku rutonde rwa dosiye.</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ntishobora gusomwa: {why}</translation>
    </message>
    <message>
        <source>Please give the clinic&apos;s name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga izina ry’ivuriro.</translation>
    </message>
    <message>
        <source>The short code has 2 to 8 letters or digits, without spaces.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode ngufi igira inyuguti cyangwa imibare 2 kugeza 8, nta mwanya urimo.</translation>
    </message>
    <message>
        <source>“{zone}” is no time zone. Choose one from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{zone}” si akarere k’isaha. Hitamo kamwe ku rutonde.</translation>
    </message>
    <message>
        <source>This is not the code of this enrolment file. Compare it with the paper, sign by sign.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si kode y’iyi dosiye yo kwandikisha. Yigereranye n’urupapuro, akamenyetso ku kandi.</translation>
    </message>
    <message>
        <source>This enrolment paper was good until {at}. An administrator makes a new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro rwo kwandikisha rwari rufite agaciro kugeza {at}. Umuyobozi akora urundi.</translation>
    </message>
    <message>
        <source>This is no enrolment file, or it is damaged.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si dosiye yo kwandikisha, cyangwa yarangiritse.</translation>
    </message>
    <message>
        <source>{login} cannot sign in at this workstation, so no paper can be made here. Make it where this user signs in, or set a first password here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{login} ntashobora kwinjirira kuri iyi mudasobwa, nta rupapuro rushobora gukorerwa hano. Rukorere aho uyu muntu yinjirira, cyangwa umushyirireho hano ijambo ry’ibanga rya mbere.</translation>
    </message>
    <message>
        <source>This clinic lies in a file on this computer. Several workstations need a server: move it there first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri vuriro riri muri dosiye kuri iyi mudasobwa. Mudasobwa nyinshi zikenera seriveri: banza uryimurireyo.</translation>
    </message>
    <message>
        <source>The clinic does not know this enrolment paper. An administrator makes a new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ntirizi uru rupapuro rwo kwandikisha. Umuyobozi akora urundi.</translation>
    </message>
    <message>
        <source>This enrolment paper was used already, at {workstation}. An administrator makes a new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro rwo kwandikisha rwamaze gukoreshwa, kuri {workstation}. Umuyobozi akora urundi.</translation>
    </message>
    <message>
        <source>{field}: the value must be {expected}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}: agaciro kagomba kuba {expected}.</translation>
    </message>
    <message>
        <source>{field}: {given} lies before the birth or after the examination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}: {given} ni mbere y’ivuka cyangwa nyuma y’isuzuma.</translation>
    </message>
    <message>
        <source>“{field}” is not known here; “{key}” belongs to {place}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{field}” ntizwi hano; “{key}” ni iya {place}.</translation>
    </message>
    <message>
        <source>{field} is missing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field} irabura.</translation>
    </message>
    <message>
        <source>This is not readable JSON: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si JSON isomeka: {why}</translation>
    </message>
    <message>
        <source>A number in this file has far too many digits.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari umubare uri muri iyi dosiye ufite imibare myinshi cyane.</translation>
    </message>
    <message>
        <source>This file is nested too deeply to be a case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi dosiye ifite inzego nyinshi cyane ku buryo itaba ikibazo gisuzumwa.</translation>
    </message>
    <message>
        <source>The category “{given}” is not known. Known are: {known}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro “{given}” ntikizwi. Ibizwi ni: {known}</translation>
    </message>
    <message>
        <source>There is no protocol for “{given}”. Known are: {known}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta porotokole ya “{given}” ihari. Izizwi ni: {known}</translation>
    </message>
    <message>
        <source>“{field}” is not known.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{field}” ntizwi.</translation>
    </message>
    <message>
        <source>{field}: the vaccine “{given}” is not known. Known are: {known}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{field}: urukingo “{given}” ntiruzwi. Inzwi ni: {known}</translation>
    </message>
    <message>
        <source>This record is not there any more. Please search for it again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi nyandiko ntikiriho. Ongera uyishakishe.</translation>
    </message>
    <message>
        <source>Somebody else changed this meanwhile. Look at both versions, then save again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari undi wahinduye ibi hagati aho. Reba verisiyo zombi, hanyuma wongere ubike.</translation>
    </message>
    <message>
        <source>There is a clinic here already. Sign in to it, or choose another folder.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hano hasanzwe ivuriro. Ryinjiremo, cyangwa uhitemo ahandi.</translation>
    </message>
    <message>
        <source>A clinic lies in this database already. Join it with an enrolment paper, or give the address of an empty one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Muri ubu bubiko harimo ivuriro. Ihuze na ryo ukoresheje urupapuro rwo kwandikisha, cyangwa utange aderesi y’ububiko burimo ubusa.</translation>
    </message>
    <message>
        <source>This is the last administrator. Make somebody else administrator first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu ni we muyobozi wa nyuma. Banza ugire undi umuyobozi.</translation>
    </message>
    <message>
        <source>Too many wrong passwords. This login is locked for another {minutes} min.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amagambo y’ibanga atari yo yabaye menshi. Iri zina ryo kwinjira rifunzwe indi minota {minutes}.</translation>
    </message>
    <message>
        <source>A login has 2 to 30 letters, digits, dots, hyphens or underscores, without spaces.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira rigira inyuguti, imibare, utudomo cyangwa utwuhuza 2 kugeza 30, nta mwanya urimo.</translation>
    </message>
    <message>
        <source>Somebody already has the login “{login}”. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira “{login}” rifitwe n’undi. Hitamo irindi.</translation>
    </message>
    <message>
        <source>Please give the name, as papers show it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga izina uko rigaragara ku mpapuro.</translation>
    </message>
    <message>
        <source>Your access has ended; what you saved stays. Ask an administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uburenganzira bwawe bwarangiye; ibyo wabitse birahari. Baza umuyobozi.</translation>
    </message>
    <message>
        <source>This access has ended. Ask an administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu burenganzira bwarangiye. Baza umuyobozi.</translation>
    </message>
    <message>
        <source>Your role does not include this. Ask the administrator if you need it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inshingano zawe ntizirimo ibi. Baza umuyobozi niba ubikeneye.</translation>
    </message>
    <message>
        <source>You cannot end your own access. Another administrator can.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntushobora kurangiza uburenganzira bwawe. Undi muyobozi arabishobora.</translation>
    </message>
    <message>
        <source>This password is too easy to guess. Do not use the login, one letter again and again, or a row of keys.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri jambo ry’ibanga riroroshye gukekwa. Ntukoreshe izina ryo kwinjira, inyuguti imwe isubirwamo, cyangwa umurongo wa klaviye.</translation>
    </message>
    <message>
        <source>Choose another password than the one you have now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo irindi jambo ry’ibanga ritari iryo ufite ubu.</translation>
    </message>
    <message>
        <source>A password has at least {shortest} characters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga rigira nibura inyuguti {shortest}.</translation>
    </message>
    <message>
        <source>The recovery code lets administrators in only. Give an administrator&apos;s login.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode yo kugarura yinjiza abayobozi gusa. Tanga izina ryo kwinjira ry’umuyobozi.</translation>
    </message>
    <message>
        <source>Choose at least one role.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura inshingano imwe.</translation>
    </message>
    <message>
        <source>The picture must be a PNG of at most {largest_kb} kB.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto igomba kuba PNG itarenza kB {largest_kb}.</translation>
    </message>
    <message>
        <source>Your password was set anew. Sign in again with the new one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ryawe ry’ibanga ryahinduwe. Ongera winjire ukoresheje irishya.</translation>
    </message>
    <message>
        <source>Your roles were changed. Sign in again, to go on with the new ones.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inshingano zawe zahinduwe. Ongera winjire, ukomezanye inshya.</translation>
    </message>
    <message>
        <source>Your password was set anew at another workstation. An administrator makes an enrolment paper for this one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ryawe ry’ibanga ryahinduriwe ku yindi mudasobwa. Umuyobozi akora urupapuro rwo kwandikisha iyi.</translation>
    </message>
    <message>
        <source>Login or password is not right. Check Caps Lock and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira cyangwa ijambo ry’ibanga si byo. Reba Caps Lock wongere ugerageze.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data file cannot be opened: {file}. Check that the disk is connected and that you may read it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’amakuru y’ivuriro ntishobora gufungurwa: {file}. Reba ko disiki icometse kandi ko wemerewe kuyisoma.</translation>
    </message>
    <message>
        <source>This computer&apos;s clock says {now}, and the server&apos;s certificate is valid from {begins} to {ends}. Set the clock right; where it is right, whoever looks after the server makes a new certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isaha y’iyi mudasobwa yerekana {now}, kandi icyemezo cya seriveri gifite agaciro kuva {begins} kugeza {ends}. Kosora isaha; niba ari yo, ushinzwe seriveri akora icyemezo gishya.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data is closed. Sign in again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru y’ivuriro arafunze. Ongera winjire.</translation>
    </message>
    <message>
        <source>The connection to the clinic&apos;s database was lost. Nothing was saved by this act; check the network and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ihuriro n’ububiko bw’amakuru bw’ivuriro ryacitse. Nta cyabitswe n’iki gikorwa; reba umuyoboro wongere ugerageze.</translation>
    </message>
    <message>
        <source>The clinic&apos;s server cannot be reached, so this could not be loaded. It is loaded as soon as the server is back.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri y’ivuriro ntigerwaho, ni yo mpamvu ibi bitabonetse. Biraboneka seriveri igarutse.</translation>
    </message>
    <message>
        <source>The connection was lost while this was being saved, and nobody can say whether it was. When the server is back, look before you do it again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ihuriro ryacitse ibi bibikwa, nta wamenya niba byabitswe. Seriveri nigaruka, banza urebe mbere yo kongera kubikora.</translation>
    </message>
    <message>
        <source>The clinic&apos;s login at the server may not do this. Whoever looks after the server runs mhac server prepare.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira ry’ivuriro kuri seriveri ntiryemerewe ibi. Ucunga seriveri akoresha mhac server prepare.</translation>
    </message>
    <message>
        <source>The clinic&apos;s server refuses this workstation: its password there was changed, or its access ended. An administrator makes a new enrolment paper for you at another workstation.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri y’ivuriro yanze iyi mudasobwa: ijambo ryayo ry’ibanga ryahinduwe, cyangwa uburenganzira bwayo bwarangiye. Umuyobozi agukorera urundi rupapuro rwo kuyandikisha ku yindi mudasobwa.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data file is damaged. Do not go on working: restore the last backup, or ask for help.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’amakuru y’ivuriro yarangiritse. Ntukomeze gukora: garura kopi y’ububiko iheruka, cyangwa usabe ubufasha.</translation>
    </message>
    <message>
        <source>The disk reports an error. Nothing was saved by this act. Make a backup to another disk as soon as possible.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Disiki yatanze ikosa. Nta cyabitswe n’iki gikorwa. Kora vuba kopi y’ububiko ku yindi disiki.</translation>
    </message>
    <message>
        <source>The audit of this clinic was changed from outside, and nothing can be written behind it. An administrator finds the place with: mhac audit verify</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igenzura ry’iri vuriro ryahinduriwe hanze, nta kindi gishobora kuryongerwaho. Umuyobozi abona aho byahindutse akoresheje: mhac audit verify</translation>
    </message>
    <message>
        <source>The folder {folder} cannot be used: {why}. Choose another place, or ask for access to it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ububiko {folder} ntibushobora gukoreshwa: {why}. Hitamo ahandi, cyangwa usabe uburenganzira.</translation>
    </message>
    <message>
        <source>The disk is full. Nothing was saved by this act; free some space and try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Disiki yuzuye. Nta cyabitswe n’iki gikorwa; banza ufungure umwanya wongere ugerageze.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data is busy with another program. Nothing was saved by this act; please try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru y’ivuriro arakoreshwa n’indi porogaramu. Nta cyabitswe n’iki gikorwa; ongera ugerageze.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data file is missing: {file}. Restore a backup, or connect the disk it lies on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’amakuru y’ivuriro irabura: {file}. Garura kopi y’ububiko, cyangwa ucomeke disiki iriho.</translation>
    </message>
    <message>
        <source>A newer program wrote this clinic&apos;s data (it has revision {found}, this program knows {known}). Nothing was touched; please update this program.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru y’iri vuriro yanditswe na porogaramu nshya kurushaho (verisiyo {found}, iyi porogaramu izi {known}). Nta cyakozweho; vugurura iyi porogaramu.</translation>
    </message>
    <message>
        <source>There is no clinic in {folder}. Make a demo clinic with mhac demo, or start mhac to found one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta vuriro riri muri {folder}. Kora ivuriro ry’igerageza ukoresheje mhac demo, cyangwa utangize mhac ushinge irishya.</translation>
    </message>
    <message>
        <source>This is no database of this program. Check the address or the folder.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu si ububiko bw’iyi porogaramu. Reba aderesi cyangwa ububiko.</translation>
    </message>
    <message>
        <source>This clinic&apos;s data comes from an older program (revision {found}, now {known}). An administrator must upgrade it first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru y’iri vuriro ava muri porogaramu ya kera (verisiyo {found}, ubu ni {known}). Umuyobozi agomba kubanza kuyavugurura.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data does not fit this program. Nothing was changed; an administrator should look at it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru y’ivuriro ntahuye n’iyi porogaramu. Nta cyahinduwe; umuyobozi akwiye kubireba.</translation>
    </message>
    <message>
        <source>The clinic lies there already. Nothing was moved.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro risanzwe riri aho. Nta cyimuwe.</translation>
    </message>
    <message>
        <source>What arrived is not what was sent ({table}), so the copy was not taken over. The clinic is where it was.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyageze hariya si byo byoherejwe ({table}), kopi ntiyafashwe. Ivuriro riri aho ryari riri.</translation>
    </message>
    <message>
        <source>Other workstations are connected to the clinic ({others}). Close the program there, then move the clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari izindi mudasobwa zihujwe n’ivuriro ({others}). Zifungeho porogaramu, hanyuma wimure ivuriro.</translation>
    </message>
    <message>
        <source>The database on the server is not empty. Nothing was moved; make a new database for the clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ububiko bw’amakuru kuri seriveri ntiburimo ubusa. Nta cyimuwe; korera ivuriro ububiko bushya.</translation>
    </message>
    <message>
        <source>The clinic was moved to another place, and this one is kept only for reference. Ask an administrator where.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ryimuriwe ahandi, iri risigaye ari iryo kureberwaho gusa. Baza umuyobozi aho riri.</translation>
    </message>
    <message>
        <source>The address file {file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye ya aderesi {file} ntishobora gusomwa: {why}</translation>
    </message>
    <message>
        <source>The server&apos;s address is needed: give --address-file, or run this where it can be asked for.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakenewe aderesi ya seriveri: tanga --address-file, cyangwa ubikorere aho ishobora kubazwa.</translation>
    </message>
    <message>
        <source>This is no PostgreSQL address. It reads like postgresql://user:password@server/clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si aderesi ya PostgreSQL. Yandikwa nka postgresql://user:password@server/clinic.</translation>
    </message>
    <message>
        <source>The upgraded copy is not whole, so it was not taken over. The clinic is as it was before.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi yavuguruwe ntiyuzuye, ntiyafashwe. Ivuriro riri uko ryari rimeze.</translation>
    </message>
    <message>
        <source>The password file {file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’ijambo ry’ibanga {file} ntishobora gusomwa: {why}</translation>
    </message>
    <message>
        <source>The password is needed: give --password-file, or run this where it can be asked for.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakenewe ijambo ry’ibanga: tanga --password-file, cyangwa ubikorere aho rishobora kubazwa.</translation>
    </message>
    <message>
        <source>The clinic&apos;s data can only be read: the disk or the file is write-protected. Nothing was saved by this act.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru y’ivuriro arasomwa gusa: disiki cyangwa dosiye irinzwe kwandikwaho. Nta cyabitswe n’iki gikorwa.</translation>
    </message>
    <message>
        <source>{file} could not be written: {why}. Free some space or mend the access, then try again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ntiyashoboye kwandikwa: {why}. Fungura umwanya cyangwa ukosore uburenganzira, wongere ugerageze.</translation>
    </message>
    <message>
        <source>The key does not fit this data file. It may belong to another clinic or to an older backup.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urufunguzo ntiruhuye n’iyi dosiye y’amakuru. Rushobora kuba urw’irindi vuriro cyangwa urwa kopi ya kera.</translation>
    </message>
    <message>
        <source>The key is not at hand. Please sign in again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urufunguzo ntiruhari. Ongera winjire.</translation>
    </message>
    <message>
        <source>The file with the keys is damaged. Restore it from a backup: every backup carries a copy.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’imfunguzo yarangiritse. Yigarure kuri kopi y’ububiko: buri kopi irayifite.</translation>
    </message>
    <message>
        <source>The file with the keys is missing. Restore it from a backup: every backup carries a copy.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’imfunguzo irabura. Yigarure kuri kopi y’ububiko: buri kopi irayifite.</translation>
    </message>
    <message>
        <source>A newer program wrote the file with the keys. Nothing was touched; please update this program.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye y’imfunguzo yanditswe na porogaramu nshya kurushaho. Nta cyakozweho; vugurura iyi porogaramu.</translation>
    </message>
    <message>
        <source>Another window has the clinic&apos;s file open, so nothing was changed. Close all other windows first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Irindi dirishya rifunguye dosiye y’ivuriro; nta cyahindutse. Banza ufunge ayandi madirishya yose.</translation>
    </message>
    <message>
        <source>This is not a recovery code: a sign is missing or mistyped. Compare it with the paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si kode yo kugarura: hari ikimenyetso kibura cyangwa cyanditswe nabi. Gereranya n’urupapuro.</translation>
    </message>
    <message>
        <source>This recovery code does not open this clinic. It may belong to another one, or a newer one was printed since.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi kode yo kugarura ntifungura iri vuriro. Ishobora kuba iy’irindi, cyangwa hacapwe indi nshya.</translation>
    </message>
    <message>
        <source>This was sealed with another key and cannot be opened here.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi byafungishijwe urundi rufunguzo, ntibishobora gufungurirwa hano.</translation>
    </message>
    <message>
        <source>Certificate {number} stands for this decision already. Print it again, or replace it with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo {number} gisanzweho kuri uyu mwanzuro. Ongera ugicape, cyangwa ugisimbuze utanga impamvu.</translation>
    </message>
    <message>
        <source>The conditions do not fit on the certificate (at most {most}, together {letters} letters). Shorten them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibigomba kubahirizwa ntibikwira ku cyemezo (ntibirenza {most}, hamwe inyuguti {letters}). Bigabanye.</translation>
    </message>
    <message>
        <source>The decision no longer holds, so no certificate can be issued under it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro ntugifite agaciro, nta cyemezo gishobora gutangwa kuri wo.</translation>
    </message>
    <message>
        <source>{number} says something else of the person than the file does now. Issue it anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} ivuga ku muntu ibitandukanye n’ibiri mu ifishi ubu. Gitange bundi bushya.</translation>
    </message>
    <message>
        <source>The decision was valid until {valid_until}. Screen the person again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro wari ufite agaciro kugeza {valid_until}. Ongera usuzume umuntu.</translation>
    </message>
    <message>
        <source>{file} is too large for a certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ni nini cyane ku cyemezo.</translation>
    </message>
    <message>
        <source>Certificate {number} was replaced by a newer one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo {number} cyasimbuwe n’igishya.</translation>
    </message>
    <message>
        <source>Certificate {number} is revoked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo {number} cyateshejwe agaciro.</translation>
    </message>
    <message>
        <source>The decision says no time of validity. Look at the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro ntuvuga igihe umara. Reba urugendo.</translation>
    </message>
    <message>
        <source>The signing key is not at hand. Please sign in again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urufunguzo rwo gusinya ntiruhari. Ongera winjire.</translation>
    </message>
    <message>
        <source>This file holds no public key of a clinic.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi dosiye nta rufunguzo rusange rw’ivuriro irimo.</translation>
    </message>
    <message>
        <source>The family may not fly yet: {who}. Decide about them first, or take off the flight who flies apart.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuryango nturashobora kugenda n’indege: {who}. Banza ubafatire umwanzuro, cyangwa uvane ku ndege ugenda ukwe.</translation>
    </message>
    <message>
        <source>Only who is fit, or fit with conditions, gets a certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ushobora kugenda gusa, cyangwa ushobora kugenda hubahirijwe ibisabwa, ni we uhabwa icyemezo.</translation>
    </message>
    <message>
        <source>This print is not under way.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri capa ntiririmo gukorwa.</translation>
    </message>
    <message>
        <source>The print of {number} is not waiting.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icapa rya {number} ntiritegereje.</translation>
    </message>
    <message>
        <source>The new decision is for another person or journey. Issue a certificate of its own.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro mushya ni uw’undi muntu cyangwa urundi rugendo. Mutangire icyemezo cye.</translation>
    </message>
    <message>
        <source>The picture on this certificate is missing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto y’iki cyemezo irabura.</translation>
    </message>
    <message>
        <source>{number} is being printed now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} kiri gucapwa ubu.</translation>
    </message>
    <message>
        <source>The printer {printer} stopped. Check it; nothing is lost, print again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imashini icapa {printer} yahagaze. Yigenzure; nta cyatakaye, ongera ucape.</translation>
    </message>
    <message>
        <source>There was nothing to print.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyo gucapa cyari gihari.</translation>
    </message>
    <message>
        <source>The printer {printer} is not there any more. Choose another one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imashini icapa {printer} ntigihari. Hitamo indi.</translation>
    </message>
    <message>
        <source>The printer {printer} did not start. Check that it is switched on and connected.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imashini icapa {printer} ntiyatangiye. Reba ko yacanwe kandi icometse.</translation>
    </message>
    <message>
        <source>This line agrees; there is nothing to decide.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu murongo urahuye; nta cyo gukemura.</translation>
    </message>
    <message>
        <source>The stored text is not the one that was signed. Tell the administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwandiko ubitswe si wo wasinywe. Menyesha umuyobozi.</translation>
    </message>
    <message>
        <source>The exam is open for an amendment. It must be signed again first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rifunguriwe ubugororangingo. Rigomba kubanza kongera gusinywa.</translation>
    </message>
    <message>
        <source>The person’s data or the sheet were corrected since. Freeze the sheet anew first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwirondoro cyangwa urupapuro byakosowe nyuma. Banza ukore urupapuro bundi bushya.</translation>
    </message>
    <message>
        <source>A difference of the blind check waits for a decision, or for the exam to be amended.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itandukaniro ryabonetse mu igenzura ritegereje umwanzuro, cyangwa ko isuzuma rikosorwa.</translation>
    </message>
    <message>
        <source>This sheet is submitted. If the authority gave the case back, open it again with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro rwaroherejwe. Niba urwego rwasubije dosiye, rwongere urufungure utange impamvu.</translation>
    </message>
    <message>
        <source>{count} lines are not ticked yet. Enter them, or mark that the authority’s screen has no place.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo {count} nta kamenyetso irashyirwaho. Yandike, cyangwa ugaragaze ko mudasobwa y’urwego nta mwanya wayo ifite.</translation>
    </message>
    <message>
        <source>This exam has no such sheet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma nta rupapuro nk’urwo rifite.</translation>
    </message>
    <message>
        <source>The snapshot is not kept yet. Show the sheet as PDF once before it is submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ishusho ntirabikwa. Banza werekane urupapuro nka PDF rimwe mbere yo kohereza.</translation>
    </message>
    <message>
        <source>Only a signed exam can be entered at the authority.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasinywe gusa ni ryo ryandikwa ku rwego.</translation>
    </message>
    <message>
        <source>This sheet is not submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro ntirwoherejwe.</translation>
    </message>
    <message>
        <source>There is nothing to enter in this line.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyo kwandika kiri muri uyu murongo.</translation>
    </message>
    <message>
        <source>“{typed}” cannot be the authority’s number. It needs digits, at most 40 letters.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” ntishobora kuba nomero yo ku rwego. Igomba imibare, itarenze inyuguti 40.</translation>
    </message>
    <message>
        <source>Type the number under which the authority has the case.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika nomero dosiye ifite ku rwego.</translation>
    </message>
    <message>
        <source>Somebody else decides what you typed differently.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo wanditse bitandukanye bikemurwa n’undi muntu.</translation>
    </message>
    <message>
        <source>The sheets in {folder} cannot be read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impapuro ziri muri {folder} ntizishobora gusomwa.</translation>
    </message>
    <message>
        <source>Type what stands there. Every line is checked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika ibihari. Buri murongo uragenzurwa.</translation>
    </message>
    <message>
        <source>You entered lines of this sheet yourself. A second person checks it blind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Wowe ubwawe wanditse imirongo y’uru rupapuro. Undi muntu arugenzura atarureba.</translation>
    </message>
    <message>
        <source>The exam was signed again since. Enter the new version.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryongeye gusinywa nyuma. Andika verisiyo nshya.</translation>
    </message>
    <message>
        <source>This time lies in the future.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki gihe ni icyo mu gihe kizaza.</translation>
    </message>
    <message>
        <source>The sheet was not prepared yet at this time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyo gihe urupapuro rwari rutarategurwa.</translation>
    </message>
    <message>
        <source>The clinic&apos;s login may {rights} in {table}; the audit is only added to. Run mhac server prepare.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira ry’ivuriro ryemerewe {rights} muri {table}; igenzura ryongerwaho gusa. Koresha mhac server prepare.</translation>
    </message>
    <message>
        <source>The guard that refuses every change of {table} is missing. Restore a backup, or ask for help.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikibuza impinduka zose za {table} kirabura. Garura kopi y’ububiko, cyangwa usabe ubufasha.</translation>
    </message>
    <message>
        <source>The last backup is of {at}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko iheruka ni iyo ku {at}.</translation>
    </message>
    <message>
        <source>The last backup is of {at}, more than two days ago. Find out why, and make one now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko iheruka ni iyo ku {at}, hashize iminsi irenga ibiri. Shaka impamvu, ukore indi nonaha.</translation>
    </message>
    <message>
        <source>The server&apos;s clock is {minutes} min ahead of this computer&apos;s. The program goes by the server; set the wrong one right.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isaha ya seriveri iri imbere y’iy’iyi mudasobwa ho iminota {minutes}. Porogaramu ikurikiza seriveri; kosora isaha itari yo.</translation>
    </message>
    <message>
        <source>{offered} connections are offered, {workstations} workstations need {needed}: max_connections, the limit of the login, the limit of the database.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hatangwa amahuriro {offered}, mudasobwa {workstations} zikeneye {needed}: max_connections, umubare ntarengwa w’izina ryo kwinjira, n’uw’ububiko bw’amakuru.</translation>
    </message>
    <message>
        <source>The server&apos;s disk: {words} ({by}, {at}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Disiki ya seriveri: {words} ({by}, {at}).</translation>
    </message>
    <message>
        <source>What protects the server&apos;s disk was last said at {at}. Look again: mhac server record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikirinda disiki ya seriveri giheruka kuvugwa ku {at}. Ongera urebe: mhac server record.</translation>
    </message>
    <message>
        <source>The server&apos;s disk is not encrypted ({words}). Who takes it away reads every record: encrypt it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Disiki ya seriveri ntifunze mu ibanga ({words}). Uyitwaye yasoma inyandiko zose: yifunge mu ibanga.</translation>
    </message>
    <message>
        <source>Nobody said what protects the server&apos;s disk; the program cannot see it. Say it: mhac server record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wavuze ikirinda disiki ya seriveri; porogaramu ntishobora kukibona. Bivuge: mhac server record.</translation>
    </message>
    <message>
        <source>Say encrypted or not_encrypted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga encrypted cyangwa not_encrypted.</translation>
    </message>
    <message>
        <source>pg_hba.conf, line {line}: the method {method} lets too much in; write scram-sha-256.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pg_hba.conf, umurongo {line}: uburyo {method} bwinjiza benshi; andika scram-sha-256.</translation>
    </message>
    <message>
        <source>pg_hba.conf, line {line}: {address} may come without TLS; write hostssl instead of host.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>pg_hba.conf, umurongo {line}: {address} yinjira nta TLS; andika hostssl aho kuba host.</translation>
    </message>
    <message>
        <source>This login may not read pg_hba.conf. Look at it yourself, or check with a superuser&apos;s address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri zina ryo kwinjira ntiryemerewe gusoma pg_hba.conf. Yirebere wowe ubwawe, cyangwa ugenzure na aderesi ya superuser.</translation>
    </message>
    <message>
        <source>What is saved is on the server&apos;s disk before it is said so.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyabitswe biba biri kuri disiki ya seriveri mbere y’uko bivugwa.</translation>
    </message>
    <message>
        <source>The database keeps text as {encoding}; names need UTF8. Make it anew with ENCODING &apos;UTF8&apos;.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ububiko bubika umwandiko nka {encoding}; amazina akenera UTF8. Bukore bundi bushya na ENCODING ‘UTF8’.</translation>
    </message>
    <message>
        <source>Text is kept as {encoding} and sorted by {locale}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwandiko ubikwa nka {encoding}, utondekwa hakurikijwe {locale}.</translation>
    </message>
    <message>
        <source>“{name}” cannot name a login or a database here: small letters, digits and underscores.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{name}” ntishobora kuba izina ryo kwinjira cyangwa ry’ububiko hano: inyuguti nto, imibare n’akarongo ko hasi.</translation>
    </message>
    <message>
        <source>The server does not take the login or the password of this address. Look at both in the file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri ntiyemera izina ryo kwinjira cyangwa ijambo ry’ibanga by’iyi aderesi. Birebe byombi muri dosiye.</translation>
    </message>
    <message>
        <source>No copy of a move that was broken off lies there; nothing was taken away.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kopi y’iyimurwa ryahagaze ihari; nta cyakuweho.</translation>
    </message>
    <message>
        <source>The owner of the tables and the clinic&apos;s login cannot both be {name}: who works in them must not own them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nyir’imbonerahamwe n’izina ryo kwinjira ry’ivuriro ntibishobora kuba byombi {name}: uzikoreramo ntagomba kuba nyirazo.</translation>
    </message>
    <message>
        <source>A move to this server was broken off, and its copy still lies there. The clinic is where it was. Whoever looks after the server runs: mhac server prepare --drop-unfinished, with the owner&apos;s address. Then move again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwimurira kuri iyi seriveri byarahagaze, kopi yabyo iracyahari. Ivuriro riri aho ryari riri. Ucunga seriveri akoresha: mhac server prepare --drop-unfinished, na aderesi ya nyirabwo. Hanyuma wongere wimure.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate could not be verified, so nothing was sent. It is checked against {file}: copy the server&apos;s certificate (server.crt) there, and call the server by the name in it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cya seriveri nticyashoboye kugenzurwa; nta cyoherejwe. Kigereranywa na {file}: kopororayo icyemezo cya seriveri (server.crt), kandi uhamagare seriveri mu izina ririmo.</translation>
    </message>
    <message>
        <source>No server is found under the name {host}. Look at the address, and whether the network is there.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta seriveri iboneka ku izina {host}. Reba aderesi, n’uko umuyoboro uhari.</translation>
    </message>
    <message>
        <source>The server has no database {name}. Look at the end of the address, or run mhac server setup.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri nta bubiko {name} ifite. Reba impera ya aderesi, cyangwa ukoreshe mhac server setup.</translation>
    </message>
    <message>
        <source>At {host}, port {port}, no PostgreSQL answers. Is the server on, and may this computer reach it?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri {host}, port {port}, nta PostgreSQL isubiza. Seriveri iracanye, kandi iyi mudasobwa irayigeraho?</translation>
    </message>
    <message>
        <source>There is no backup: neither the server&apos;s own archive nor one by this program. Make one: mhac backup.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kopi y’ububiko ihari: nta yo seriveri yakoze, nta n’iy’iyi porogaramu. Kora imwe: mhac backup.</translation>
    </message>
    <message>
        <source>The server does not check its pages for damage; pg_checksums --enable turns it on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri ntigenzura niba amapaji yayo yangiritse; pg_checksums --enable irabitangiza.</translation>
    </message>
    <message>
        <source>A workstation that dies may hold its locks for ever: set idle_in_transaction_session_timeout to 5min.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mudasobwa ipfuye ishobora kugumana ibyo yafunze iteka: shyira idle_in_transaction_session_timeout kuri 5min.</translation>
    </message>
    <message>
        <source>The server has no login {app}. Run what mhac server setup prints first.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri nta zina ryo kwinjira {app} ifite. Banza ukoreshe ibyo mhac server setup yandika.</translation>
    </message>
    <message>
        <source>The clinic&apos;s tables are not there yet. Run mhac server prepare with the owner&apos;s address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imbonerahamwe z’ivuriro ntizirahaba. Koresha mhac server prepare na aderesi ya nyirabwo.</translation>
    </message>
    <message>
        <source>The way to {host} is not encrypted: everybody on the network can read along. Turn ssl on at the server and write ?sslmode=verify-full&amp;sslrootcert=FILE behind the address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzira igana kuri {host} ntifunze mu ibanga: uri ku muyoboro wese ashobora gusoma. Tangiza ssl kuri seriveri, wandike ?sslmode=verify-full&amp;sslrootcert=FILE inyuma ya aderesi.</translation>
    </message>
    <message>
        <source>Every login of the server may connect to the clinic&apos;s database: REVOKE ALL ON DATABASE clinic FROM PUBLIC.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira ryose rya seriveri rishobora kwihuza n’ububiko bw’ivuriro: REVOKE ALL ON DATABASE clinic FROM PUBLIC.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is not checked (sslmode {mode}): another machine could pretend to be the server. Write ?sslmode=verify-full&amp;sslrootcert=FILE behind the address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo cya seriveri ntikigenzurwa (sslmode {mode}): indi mashini yakwiyita seriveri. Andika ?sslmode=verify-full&amp;sslrootcert=FILE inyuma ya aderesi.</translation>
    </message>
    <message>
        <source>A power cut loses what was saved: turn {settings} on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuriro ubuze utwara ibyabitswe: tangiza {settings}.</translation>
    </message>
    <message>
        <source>Passwords are kept as {kept}: set password_encryption to scram-sha-256, then set them anew.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amagambo y’ibanga abikwa nka {kept}: shyira password_encryption kuri scram-sha-256, hanyuma uyashyireho bundi bushya.</translation>
    </message>
    <message>
        <source>The clinic&apos;s login may not use: {tables}. Run mhac server prepare.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira ry’ivuriro ntiryemerewe gukoresha: {tables}. Koresha mhac server prepare.</translation>
    </message>
    <message>
        <source>The login {role} has no more rights than it needs.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira {role} nta burenganzira burenze ubwo rikeneye rifite.</translation>
    </message>
    <message>
        <source>The login {role} may make tables: REVOKE ALL ON SCHEMA public FROM PUBLIC, and from it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira {role} rishobora gukora imbonerahamwe: REVOKE ALL ON SCHEMA public FROM PUBLIC, no kuri ryo.</translation>
    </message>
    <message>
        <source>The login {role} owns {tables} tables and could change their shape: let an owner hold them.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira {role} ni nyiri imbonerahamwe {tables}, ryashobora guhindura imiterere yazo: zihe nyirazo.</translation>
    </message>
    <message>
        <source>The login {role} has {rights}. The clinic needs none of it: mhac server setup prints a better one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira {role} rifite {rights}. Ivuriro nta na kimwe rikeneye: mhac server setup yandika iririruta.</translation>
    </message>
    <message>
        <source>The way to the server is encrypted ({version}, sslmode {mode}).</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzira igana kuri seriveri ifunze mu ibanga ({version}, sslmode {mode}).</translation>
    </message>
    <message>
        <source>The server offers no TLS. As soon as another machine is to reach it: ssl = on, with a certificate.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri nta TLS itanga. Indi mashini nijya kuyigeraho: ssl = on, hamwe n’icyemezo.</translation>
    </message>
    <message>
        <source>The server accepts {version}: set ssl_min_protocol_version to TLSv1.2.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri yemera {version}: shyira ssl_min_protocol_version kuri TLSv1.2.</translation>
    </message>
    <message>
        <source>PostgreSQL {version}; {oldest} or newer is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>PostgreSQL {version}; hakenewe {oldest} cyangwa inshya kurushaho.</translation>
    </message>
    <message>
        <source>Say which server: an administrator&apos;s login of this workstation, or a file with an address.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga seriveri iyo ari yo: izina ryo kwinjira ry’umuyobozi kuri iyi mudasobwa, cyangwa dosiye irimo aderesi.</translation>
    </message>
    <message>
        <source>The code in {file} cannot be read: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode iri muri {file} ntishobora gusomwa: {why}</translation>
    </message>
    <message>
        <source>There is no way to ask for the code here: give --code-file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode ntishobora kubazwa hano: tanga --code-file.</translation>
    </message>
</context>
<context>
    <name>MissedDialog</name>
    <message>
        <source>not known</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntizwi</translation>
    </message>
    <message>
        <source>could not be reached by phone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntiyabonetse kuri telefone</translation>
    </message>
    <message>
        <source>ill</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ararwaye</translation>
    </message>
    <message>
        <source>no transport</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta modoka</translation>
    </message>
    <message>
        <source>moved away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yarimutse</translation>
    </message>
    <message>
        <source>did not know of the appointment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntiyari azi gahunda</translation>
    </message>
    <message>
        <source>comes on another day</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>azaza undi munsi</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibaje</translation>
    </message>
    <message>
        <source>&amp;Note it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Byandike</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
</context>
<context>
    <name>MoveDialog</name>
    <message>
        <source>Nobody else of this case has an open exam.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wundi wo muri iyi dosiye ufite isuzuma rifunguye.</translation>
    </message>
    <message>
        <source>Nobody else is in this case. Void the exam and begin it on the right person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wundi uri muri iyi dosiye. Sesa isuzuma maze uritangire ku muntu nyawe.</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Please choose the person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo umuntu.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
    <message>
        <source>Move the section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwimura igice</translation>
    </message>
    <message>
        <source>Move section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imura igice</translation>
    </message>
    <message>
        <source>Move the exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwimura isuzuma</translation>
    </message>
    <message>
        <source>Move exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imura isuzuma</translation>
    </message>
    <message>
        <source>“{section}” was entered under {name}. To whom does it belong?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{section}” yanditswe kuri {name}. Ni iya nde?</translation>
    </message>
    <message>
        <source>The exam was entered under {name}. To whom does it belong?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryanditswe kuri {name}. Ni irya nde?</translation>
    </message>
</context>
<context>
    <name>MrzField</name>
    <message>
        <source>Machine-readable zone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igice gisomwa n’imashini</translation>
    </message>
    <message>
        <source>Scan the passport or card here, or type its two or three lines</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sikana hano pasiporo cyangwa ikarita, cyangwa wandike imirongo yayo ibiri cyangwa itatu</translation>
    </message>
    <message>
        <source>Document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>machine-readable zone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>igice gisomwa n’imashini</translation>
    </message>
    <message>
        <source>All check digits fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imibare igenzura yose irahuye</translation>
    </message>
    <message>
        <source>Not complete yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiruzuye</translation>
    </message>
    <message>
        <source>Compare with the document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gereranya n’urupapuro</translation>
    </message>
    <message>
        <source>Use {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Koresha {value}</translation>
    </message>
</context>
<context>
    <name>NameLine</name>
    <message>
        <source>Also called</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yitwa kandi</translation>
    </message>
    <message>
        <source>Former name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina rya kera</translation>
    </message>
    <message>
        <source>In own script</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mu nyandiko ye</translation>
    </message>
    <message>
        <source>On another paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku rundi rupapuro</translation>
    </message>
    <message>
        <source>Why there is a further name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu hari irindi zina</translation>
    </message>
    <message>
        <source>Family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ry’umuryango</translation>
    </message>
    <message>
        <source>Further family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Irindi zina ry’umuryango</translation>
    </message>
    <message>
        <source>Given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi mazina</translation>
    </message>
    <message>
        <source>Further given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi mazina yandi</translation>
    </message>
    <message>
        <source>Take this name away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho iri zina</translation>
    </message>
</context>
<context>
    <name>NamesEditor</name>
    <message>
        <source>Add a name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera izina</translation>
    </message>
</context>
<context>
    <name>NeedsDialog</name>
    <message>
        <source>Travel needs of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikenewe mu rugendo bya {name}</translation>
    </message>
    <message>
        <source>&amp;Save needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bika ibikenewe</translation>
    </message>
    <message>
        <source>&amp;Needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi&amp;kenewe</translation>
    </message>
    <message>
        <source>Codes are those that airlines use; the list is the clinic&apos;s own data.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode ni izo ibigo by’indege bikoresha; urutonde ni urw’ivuriro.</translation>
    </message>
    <message>
        <source>needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>birakenewe</translation>
    </message>
</context>
<context>
    <name>NeedsEditor</name>
    <message>
        <source>Type: wheelchair, oxygen, WCHC…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika: akagare, ogisijeni, WCHC…</translation>
    </message>
    <message>
        <source>Add a need or condition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera igikenewe cyangwa ikigomba kubahirizwa</translation>
    </message>
    <message>
        <source>“{typed}” is half typed. Choose from the list, or empty the field.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” ntiyanditse yose. Hitamo ku rutonde, cyangwa uharekere ubusa.</translation>
    </message>
</context>
<context>
    <name>NewPasswordForm</name>
    <message>
        <source>Choose your own password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ijambo ry’ibanga ryawe</translation>
    </message>
    <message>
        <source>Somebody else set the one that you have just given.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iryo umaze gutanga ryashyizweho n’undi muntu.</translation>
    </message>
    <message>
        <source>Set password and go on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyiraho ijambo ry’ibanga ukomeze</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ri&amp;shya</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ijambo ry’ibanga rishya</translation>
    </message>
</context>
<context>
    <name>NewRecoveryCode</name>
    <message>
        <source>New recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode nshya yo kugarura</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Byarangiye</translation>
    </message>
    <message>
        <source>The code before it opens nothing any more: destroy that paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode ya mbere ntigifungura: senya urwo rupapuro.</translation>
    </message>
</context>
<context>
    <name>NewStaffDialog</name>
    <message>
        <source>Add somebody to the staff</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongera umuntu mu bakozi</translation>
    </message>
    <message>
        <source>Add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongeraho</translation>
    </message>
</context>
<context>
    <name>NextFreeCard</name>
    <message>
        <source>Next free for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanya wa</translation>
    </message>
    <message>
        <source>How many people</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu bangahe</translation>
    </message>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>No free time in the next 60 days.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta mwanya uri mu minsi 60 iri imbere.</translation>
    </message>
    <message>
        <source>Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata</translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Name and note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina n’icyitonderwa</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bika</translation>
    </message>
    <message>
        <source>N&amp;ame in the book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iz&amp;ina muri gahunda</translation>
    </message>
    <message>
        <source>&amp;Note for the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyito&amp;nderwa ku rupapuro</translation>
    </message>
</context>
<context>
    <name>NumberDialog</name>
    <message>
        <source>Number at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero yo ku rwego</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bika</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Press the button again to keep it as it is.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera ukande buto kugira ngo igume uko iri.</translation>
    </message>
    <message>
        <source>Unusual form; expected is one like {example}. Look again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imiterere idasanzwe; hitezwe isa na {example}. Ongera urebe.</translation>
    </message>
</context>
<context>
    <name>NumberLine</name>
    <message>
        <source>Kind of number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko bwa nomero</translation>
    </message>
    <message>
        <source>Number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero</translation>
    </message>
    <message>
        <source>Issued by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yatanzwe na</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza</translation>
    </message>
    <message>
        <source>Take this number away</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho iyi nomero</translation>
    </message>
    <message>
        <source>Choose the issuer from the list, or leave it empty.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo uwayitanze ku rutonde, cyangwa uharekere ubusa.</translation>
    </message>
    <message>
        <source>“{typed}” is not a day. Write it like 05 Mar 2030.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>“{typed}” si umunsi. Andika nka 05 Wer 2030.</translation>
    </message>
    <message>
        <source>Unusual for this kind of number. Compare it with the paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibisanzwe kuri ubu bwoko bwa nomero. Gereranya n’urupapuro.</translation>
    </message>
</context>
<context>
    <name>NumbersEditor</name>
    <message>
        <source>Add a number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera nomero</translation>
    </message>
</context>
<context>
    <name>OtherExam</name>
    <message>
        <source>Nobody with an open exam is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wufite isuzuma rifunguye wabonetse.</translation>
    </message>
    <message>
        <source>Name, number or scan</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina, nomero cyangwa sikana</translation>
    </message>
    <message>
        <source>&amp;Somebody else</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Undi muntu</translation>
    </message>
</context>
<context>
    <name>OutlookStrip</name>
    <message>
        <source>Back to the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subira ku ndege</translation>
    </message>
    <message>
        <source>That day lies before the examination.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwo munsi ubanziriza isuzuma.</translation>
    </message>
    <message>
        <source>Until {day}:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza {day}:</translation>
    </message>
    <message>
        <source>Before the flight on {day}:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mbere y’indege yo ku {day}:</translation>
    </message>
    <message>
        <source>{head} nothing changes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{head} nta gihinduka.</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>n’ikindi %n</numerusform>
            <numerusform>n’ibindi %n</numerusform>
        </translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>guhera ku {day}</translation>
    </message>
    <message>
        <source>{when}: {what}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{when}: {what}</translation>
    </message>
    <message>
        <source>turns {number} on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yuzuza imyaka {number} ku {day}</translation>
    </message>
    <message>
        <source>age in months becomes {number} on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imyaka mu mezi iba {number} ku {day}</translation>
    </message>
    <message>
        <source>age in days becomes {number} on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imyaka mu minsi iba {number} ku {day}</translation>
    </message>
    <message>
        <source>the examination is no longer valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>isuzuma ntirigifite agaciro</translation>
    </message>
    <message>
        <source>form {code} is needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hakenewe inyandiko {code}</translation>
    </message>
    <message>
        <source>{item} becomes required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: birasabwa</translation>
    </message>
    <message>
        <source>{item} is put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: byimuriwe ikindi gihe</translation>
    </message>
    <message>
        <source>{item} must not be done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{item}: ntibigomba gukorwa</translation>
    </message>
    <message>
        <source>whether {item} is needed depends on what is missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>niba {item} bikenewe biterwa n’ibibura</translation>
    </message>
</context>
<context>
    <name>OverrideDialog</name>
    <message>
        <source>Decide otherwise</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufata undi mwanzuro</translation>
    </message>
    <message>
        <source>Record the decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umwanzuro</translation>
    </message>
    <message>
        <source>The proposal is kept beside your decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyifuzo kibikwa iruhande rw’umwanzuro wawe.</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
</context>
<context>
    <name>OwnPasswordDialog</name>
    <message>
        <source>Change your password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindura ijambo ryawe ry’ibanga</translation>
    </message>
    <message>
        <source>Change password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hindura ijambo ry’ibanga</translation>
    </message>
    <message>
        <source>&amp;Old password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga rya &amp;kera</translation>
    </message>
    <message>
        <source>&amp;New password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ri&amp;shya</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ijambo ry’ibanga rishya</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uzuza hano.</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si ijambo ry’ibanga rimwe.</translation>
    </message>
</context>
<context>
    <name>OwnTemplates</name>
    <message>
        <source>&amp;Import a template…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kwinjiza porotokole…</translation>
    </message>
    <message>
        <source>Ex&amp;port this edition…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku&amp;sohora iri sohoro…</translation>
    </message>
    <message>
        <source>Retire this template…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvana mu ikoreshwa…</translation>
    </message>
    <message>
        <source>Protocol templates (*.yaml *.yml)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyandiko za porotokole (*.yaml *.yml)</translation>
    </message>
    <message>
        <source>Import a template</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwinjiza porotokole</translation>
    </message>
    <message>
        <source>{file} cannot be read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ntishobora gusomwa.</translation>
    </message>
    <message>
        <source>{file} is empty or too large for a template.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} irimo ubusa cyangwa ni nini cyane kuri porotokole.</translation>
    </message>
    <message>
        <source>YAML, as it is written (*.yaml);;JSON, as the program reads it (*.json)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>YAML, uko yanditse (*.yaml);;JSON, uko porogaramu iyisoma (*.json)</translation>
    </message>
    <message>
        <source>Export this edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusohora iri sohoro</translation>
    </message>
    <message>
        <source>{file} cannot be written.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{file} ntishobora kwandikwa.</translation>
    </message>
    <message>
        <source>Written to {file}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byanditswe muri {file}.</translation>
    </message>
    <message>
        <source>Retire this template?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvana mu ikoreshwa?</translation>
    </message>
    <message>
        <source>Retire</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vanaho</translation>
    </message>
    <message>
        <source>No new exam begins under it; exams that began under it stay with it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rishya ritangira riyikurikiza; ayatangiye ayikurikiza aguma kuri yo.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>This could not be loaded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi ntibyashoboye gufungurwa</translation>
    </message>
    <message>
        <source>Try again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera ugerageze</translation>
    </message>
    <message>
        <source>Not for your role</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si iby’inshingano zawe</translation>
    </message>
    <message>
        <source>Ask the administrator if you need to see this page.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Baza umuyobozi niba ukeneye kureba uru rupapuro.</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birafunguka…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
</context>
<context>
    <name>PaperDialog</name>
    <message>
        <source>&amp;Print</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Capa</translation>
    </message>
    <message>
        <source>The slip as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro uko rucapwa</translation>
    </message>
    <message>
        <source>&amp;Save as PDF…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Bika nka PDF…</translation>
    </message>
    <message>
        <source>Printing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gucapa</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gutegura</translation>
    </message>
    <message>
        <source>Save the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kubika urupapuro</translation>
    </message>
</context>
<context>
    <name>PaperPreview</name>
    <message>
        <source>Preview of the paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko urupapuro ruzaba rumeze</translation>
    </message>
    <message numerus="yes">
        <source>and %n more page(s)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>n’indi paji %n</numerusform>
            <numerusform>n’izindi paji %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>Your &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ryawe ry’&amp;ibanga</translation>
    </message>
    <message>
        <source>Please give your password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga ijambo ry’ibanga.</translation>
    </message>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Caps Lock isa n’iyakijwe.</translation>
    </message>
</context>
<context>
    <name>PeopleDialog</name>
    <message>
        <source>Nobody is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wabonetse.</translation>
    </message>
    <message>
        <source>Find a person by name or number, or scan the file. The family comes along.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shakisha umuntu ukoresheje izina cyangwa nomero, cyangwa usikane ifishi. Umuryango uza hamwe na we.</translation>
    </message>
    <message>
        <source>People to be booked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abahabwa gahunda</translation>
    </message>
    <message>
        <source>&amp;Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nde</translation>
    </message>
    <message>
        <source>{name} is already booked: {when}, {room}, {service}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} asanganywe gahunda: {when}, {room}, {service}</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>Type any part of a name or number; arrows move, Enter opens the case file, Ctrl+N registers.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika igice cy’izina cyangwa cya nomero; utwambi turimuka, Enter ifungura ifishi, Ctrl+N irandika.</translation>
    </message>
    <message>
        <source>People &amp; families</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu n’imiryango</translation>
    </message>
    <message>
        <source>Your role does not register people.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inshingano zawe ntizandika abantu.</translation>
    </message>
    <message>
        <source>Register a family member</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika uwo mu muryango</translation>
    </message>
    <message>
        <source>Register a person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umuntu</translation>
    </message>
    <message>
        <source>Correct {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukosora {name}</translation>
    </message>
    <message>
        <source>Case {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye {number}</translation>
    </message>
    <message>
        <source>New case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye nshya</translation>
    </message>
</context>
<context>
    <name>PeopleTicks</name>
    <message>
        <source>Whom it concerns</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwo bireba</translation>
    </message>
</context>
<context>
    <name>PeriodPicture</name>
    <message>
        <source>Week, rooms by days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumweru, ibyumba n’iminsi</translation>
    </message>
    <message>
        <source>Month</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ukwezi</translation>
    </message>
    <message>
        <source>closed: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>harafunze: {reason}</translation>
    </message>
    <message>
        <source>closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>harafunze</translation>
    </message>
    <message>
        <source>{share} % taken</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{share} % byafashwe</translation>
    </message>
    <message>
        <source>closed {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hafunze {time}</translation>
    </message>
    <message>
        <source>full</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>huzuye</translation>
    </message>
    <message>
        <source>free from {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ubusa {time}</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harafunze</translation>
    </message>
    <message>
        <source>from {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kuva {time}</translation>
    </message>
</context>
<context>
    <name>PersonForm</name>
    <message>
        <source>Female</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gore</translation>
    </message>
    <message>
        <source>Male</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gabo</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igitsina</translation>
    </message>
    <message>
        <source>Unspecified, X in a passport</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kitavuzwe, X muri pasiporo</translation>
    </message>
    <message>
        <source>National</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kavukire</translation>
    </message>
    <message>
        <source>No camp</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta nkambi</translation>
    </message>
    <message>
        <source>{camp} (closed)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{camp} (yafunzwe)</translation>
    </message>
    <message>
        <source>Needs an &amp;interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akeneye u&amp;musemuzi</translation>
    </message>
    <message>
        <source>&amp;Family name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;zina ry’umuryango</translation>
    </message>
    <message>
        <source>&amp;Given names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Andi mazina</translation>
    </message>
    <message>
        <source>&amp;Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Igitsina</translation>
    </message>
    <message>
        <source>&amp;Birth date or age</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amavuko cyangwa im&amp;yaka</translation>
    </message>
    <message>
        <source>&amp;Nationality</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ubwenegihugu</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko yanditse</translation>
    </message>
    <message>
        <source>Country of origin</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu akomokamo</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu yavukiyemo</translation>
    </message>
    <message>
        <source>&amp;Telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Telefone</translation>
    </message>
    <message>
        <source>Papers and n&amp;umbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impapuro na &amp;nomero</translation>
    </message>
    <message>
        <source>Ca&amp;mp</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>In&amp;kambi</translation>
    </message>
    <message>
        <source>Add&amp;ress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>A&amp;deresi</translation>
    </message>
    <message>
        <source>&amp;Languages, preferred first</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indimi, ikundwa m&amp;bere</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umusemuzi</translation>
    </message>
    <message>
        <source>Further names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi mazina yitwa</translation>
    </message>
    <message>
        <source>N&amp;ote</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;cyitonderwa</translation>
    </message>
</context>
<context>
    <name>PersonPreview</name>
    <message>
        <source>Choose a person to see the file and the family.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo umuntu kugira ngo urebe ifishi ye n’umuryango we.</translation>
    </message>
    <message>
        <source>Photo of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto ya {name}</translation>
    </message>
    <message>
        <source>Open case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura ifishi</translation>
    </message>
    <message>
        <source>Correct</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kosora</translation>
    </message>
    <message>
        <source>Status</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko yanditse</translation>
    </message>
    <message>
        <source>Origin</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkomoko</translation>
    </message>
    <message>
        <source>Born in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yavukiye</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Telefone</translation>
    </message>
    <message>
        <source>Home</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho atuye</translation>
    </message>
    <message>
        <source>Languages</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indimi</translation>
    </message>
    <message>
        <source>Further names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi mazina yitwa</translation>
    </message>
    <message>
        <source>Note</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyitonderwa</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kugeza {day}</translation>
    </message>
    <message>
        <source>Consent not recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwemera ntikwanditswe</translation>
    </message>
    <message>
        <source>Consent given</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yemeye</translation>
    </message>
    <message>
        <source>Consent refused or withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yanze cyangwa yisubiyeho</translation>
    </message>
    <message>
        <source>Interpreter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umusemuzi</translation>
    </message>
    <message>
        <source>Family and case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuryango na dosiye</translation>
    </message>
    <message>
        <source>Edit family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hindura</translation>
    </message>
    <message>
        <source>Closed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harafunze</translation>
    </message>
    <message>
        <source>travels apart</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>agenda ukwe</translation>
    </message>
    <message>
        <source>In no case yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta dosiye arimo.</translation>
    </message>
    <message>
        <source>Open a case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura dosiye</translation>
    </message>
</context>
<context>
    <name>PhotoPicker</name>
    <message>
        <source>Photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto</translation>
    </message>
    <message>
        <source>Choose &amp;photo…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo i&amp;foto…</translation>
    </message>
    <message>
        <source>&amp;Take photo…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata ifot&amp;o…</translation>
    </message>
    <message>
        <source>Will be kept when you save.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izabikwa nubika.</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amafoto (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif)</translation>
    </message>
    <message>
        <source>Choose photo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhitamo ifoto</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Nothing is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyabonetse.</translation>
    </message>
</context>
<context>
    <name>PictureField</name>
    <message>
        <source>This picture is too large; save it smaller.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi foto ni nini cyane; yibike ari nto.</translation>
    </message>
    <message>
        <source>This file is no picture that can be read.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi dosiye si ifoto isomeka.</translation>
    </message>
    <message>
        <source>Choose picture…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo ifoto…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho</translation>
    </message>
    <message>
        <source>PNG or JPEG</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>PNG cyangwa JPEG</translation>
    </message>
    <message>
        <source>Choose picture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhitamo ifoto</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amafoto (*.png *.jpg *.jpeg)</translation>
    </message>
</context>
<context>
    <name>PinCard</name>
    <message>
        <source>Put aside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku ruhande</translation>
    </message>
    <message>
        <source>They keep their time until they are put down. Ctrl+V takes up the last one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bigumana igihe cyabyo kugeza bishyizweho. Ctrl+V iterura icya nyuma.</translation>
    </message>
    <message>
        <source>Put down</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyiraho</translation>
    </message>
    <message>
        <source>Let go</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reka</translation>
    </message>
</context>
<context>
    <name>PlaceStep</name>
    <message>
        <source>Place of the data</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho amakuru abikwa</translation>
    </message>
    <message>
        <source>Only who signs in can open it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubifungura ni uwinjiye gusa.</translation>
    </message>
    <message>
        <source>On this computer, in an encrypted file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri iyi mudasobwa, muri dosiye ifunze mu ibanga</translation>
    </message>
    <message>
        <source>On a PostgreSQL server, for several workstations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri seriveri ya PostgreSQL, ku mudasobwa nyinshi</translation>
    </message>
    <message>
        <source>&amp;Address of the database</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Aderesi y’ububiko bw’amakuru</translation>
    </message>
    <message>
        <source>from whoever runs the server; encryption of the server&apos;s disk is the server&apos;s matter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itangwa n’ucunga seriveri; gufunga disiki yayo mu ibanga ni we bireba</translation>
    </message>
    <message>
        <source>Folder: {folder}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ububiko: {folder}</translation>
    </message>
    <message>
        <source>An address looks like postgresql://user@server/clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aderesi isa na postgresql://user@server/clinic</translation>
    </message>
</context>
<context>
    <name>PrintBar</name>
    <message>
        <source>Printer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imashini icapa</translation>
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
        <translation>Ingano y’urupapuro</translation>
    </message>
    <message>
        <source> ×</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation> ×</translation>
    </message>
    <message>
        <source>Copies</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi</translation>
    </message>
    <message>
        <source>P&amp;rinter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mashini icapa</translation>
    </message>
    <message>
        <source>No printer here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta mashini</translation>
    </message>
</context>
<context>
    <name>ProfileForm</name>
    <message>
        <source>Logo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikirango</translation>
    </message>
    <message>
        <source>&amp;Name of the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;zina ry’ivuriro</translation>
    </message>
    <message>
        <source>&amp;Place, as on papers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Aho riri, uko byandikwa ku mpapuro</translation>
    </message>
    <message>
        <source>for example: Kigali, Rwanda</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urugero: Kigali, u Rwanda</translation>
    </message>
    <message>
        <source>&amp;Country</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;gihugu</translation>
    </message>
    <message>
        <source>Time &amp;zone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akarere k’i&amp;saha</translation>
    </message>
    <message>
        <source>&amp;Short code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kode ngufi</translation>
    </message>
    <message>
        <source>2 to 8 letters or digits; begins file and certificate numbers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inyuguti cyangwa imibare 2 kugeza 8; itangira nomero z’amafishi n’ibyemezo</translation>
    </message>
    <message>
        <source>P&amp;hone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Telefone</translation>
    </message>
    <message>
        <source>L&amp;ogo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ik&amp;irango</translation>
    </message>
    <message>
        <source>a picture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ishusho</translation>
    </message>
    <message>
        <source>Please give the clinic&apos;s name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga izina ry’ivuriro.</translation>
    </message>
    <message>
        <source>Choose a country from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo igihugu ku rutonde.</translation>
    </message>
    <message>
        <source>Choose a time zone from the list.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo akarere k’isaha ku rutonde.</translation>
    </message>
    <message>
        <source>2 to 8 letters or digits, without spaces.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyuguti cyangwa imibare 2 kugeza 8, nta mwanya urimo.</translation>
    </message>
</context>
<context>
    <name>ProfilePanel</name>
    <message>
        <source>The clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro</translation>
    </message>
    <message>
        <source>As it stands on the screens and on every paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko rigaragara kuri mudasobwa no kuri buri rupapuro.</translation>
    </message>
</context>
<context>
    <name>Protocols</name>
    <message>
        <source>Birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itariki y’amavuko</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igitsina</translation>
    </message>
    <message>
        <source>Category</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro</translation>
    </message>
    <message>
        <source>Citizenship</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwenegihugu</translation>
    </message>
    <message>
        <source>Country of birth</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu yavukiyemo</translation>
    </message>
    <message>
        <source>Country of the examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihugu asuzumirwamo</translation>
    </message>
    <message>
        <source>Countries lived in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibihugu yabayemo</translation>
    </message>
    <message>
        <source>Departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugenda</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuhagera</translation>
    </message>
    <message>
        <source>Check before departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma mbere y’urugendo</translation>
    </message>
    <message>
        <source>History taken and person examined</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amateka yabajijwe, umuntu yasuzumwe</translation>
    </message>
    <message>
        <source>Pregnant</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aratwite</translation>
    </message>
    <message>
        <source>Weeks of pregnancy</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumweru amaze atwite</translation>
    </message>
    <message>
        <source>Weight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiro</translation>
    </message>
    <message>
        <source>Symptoms or signs of TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibimenyetso by’igituntu</translation>
    </message>
    <message>
        <source>Contact with somebody who had TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yahuye n’urwaye igituntu</translation>
    </message>
    <message>
        <source>That contact is of the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwo bahuye ni uwo mu muryango</translation>
    </message>
    <message>
        <source>TB in the past</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yigeze kurwara igituntu</translation>
    </message>
    <message>
        <source>Chest X-ray</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifoto y’igituza (radiyo)</translation>
    </message>
    <message>
        <source>Sputum smears</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikororwa kuri mikorosikopi</translation>
    </message>
    <message>
        <source>Sputum cultures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubuhinzi bw’ibikororwa</translation>
    </message>
    <message>
        <source>Molecular test of sputum</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igikororwa: ikizamini cya molekile</translation>
    </message>
    <message>
        <source>Length of stay</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe azamara</translation>
    </message>
    <message>
        <source>Occupation</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurimo</translation>
    </message>
    <message>
        <source>Travels with the family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agendana n’umuryango</translation>
    </message>
    <message>
        <source>Influenza season</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe cy’ibicurane</translation>
    </message>
    <message>
        <source>Day until which the examination holds</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi isuzuma rirangirizaho agaciro</translation>
    </message>
    <message>
        <source>Day of the last live vaccine</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi w’urukingo ruzima ruheruka</translation>
    </message>
    <message>
        <source>Day from which the validity counts</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umunsi igihe kibarirwaho</translation>
    </message>
    <message>
        <source>Active TB is suspected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Harakekwa igituntu gikora</translation>
    </message>
    <message>
        <source>Disease of the blood</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indwara y’amaraso</translation>
    </message>
    <message>
        <source>Dependent child</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwana urerwa</translation>
    </message>
    <message>
        <source>Hansen&apos;s disease: form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibibembe: ubwoko</translation>
    </message>
    <message>
        <source>Hansen&apos;s disease: days of treatment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibibembe: iminsi amaze avurwa</translation>
    </message>
    <message>
        <source>Mental disorder</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indwara yo mu mutwe</translation>
    </message>
    <message>
        <source>Mental disorder: harmful behaviour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indwara yo mu mutwe: imyitwarire iteza ibibi</translation>
    </message>
    <message>
        <source>Substance use: months without criteria</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiyobyabwenge: amezi ashize nta bimenyetso</translation>
    </message>
    <message>
        <source>Mental disorder: months since harm</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indwara yo mu mutwe: amezi ashize atagira nabi</translation>
    </message>
    <message>
        <source>Substance use: substance</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibiyobyabwenge: ubwoko</translation>
    </message>
    <message>
        <source>Danger to public safety</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyago ku mutekano wa rubanda</translation>
    </message>
    <message>
        <source>Second urine taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkari za kabiri zafashwe ku wa</translation>
    </message>
    <message>
        <source>First sputum taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igikororwa cya 1 cyafashwe ku wa</translation>
    </message>
    <message>
        <source>Second sputum taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igikororwa cya 2 cyafashwe ku wa</translation>
    </message>
    <message>
        <source>Third sputum taken on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igikororwa cya 3 cyafashwe ku wa</translation>
    </message>
    <message>
        <source>Months since the contact with TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amezi ashize ahuye n’urwaye igituntu</translation>
    </message>
    <message>
        <source>Kind of TB infection test</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko bw’ikizamini cy’ubwandu bw’igituntu</translation>
    </message>
    <message>
        <source>Poor vision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kutabona neza</translation>
    </message>
    <message>
        <source>negative</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta bwandu</translation>
    </message>
    <message>
        <source>positive</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hari ubwandu</translation>
    </message>
    <message>
        <source>indeterminate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibigaragara neza</translation>
    </message>
    <message>
        <source>pending</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bitegerejwe</translation>
    </message>
    <message>
        <source>normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ni byiza</translation>
    </message>
    <message>
        <source>abnormal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>hari ikibazo</translation>
    </message>
    <message>
        <source>suggests TB</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bisa n’igituntu</translation>
    </message>
    <message>
        <source>other finding</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikindi cyabonetse</translation>
    </message>
    <message>
        <source>not TB, no class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>si igituntu, nta cyiciro</translation>
    </message>
    <message>
        <source>declined</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yarabyanze</translation>
    </message>
    <message>
        <source>put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byimuriwe ikindi gihe</translation>
    </message>
    <message>
        <source>reactive</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bigaragaza ubwandu</translation>
    </message>
    <message>
        <source>not reactive</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta bwandu bugaragara</translation>
    </message>
    <message>
        <source>none</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta na kimwe</translation>
    </message>
    <message>
        <source>current</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iby’ubu</translation>
    </message>
    <message>
        <source>past</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ibya kera</translation>
    </message>
    <message>
        <source>trace</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bike cyane</translation>
    </message>
    <message>
        <source>independent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>arishoboye</translation>
    </message>
    <message>
        <source>dependent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>akeneye gufashwa</translation>
    </message>
    <message>
        <source>health care</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ubuvuzi</translation>
    </message>
    <message>
        <source>care</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kwita ku bantu</translation>
    </message>
    <message>
        <source>child care</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kurera abana</translation>
    </message>
    <message>
        <source>care at home</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kwita ku bantu mu ngo</translation>
    </message>
    <message>
        <source>education</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>uburezi</translation>
    </message>
    <message>
        <source>agriculture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ubuhinzi n’ubworozi</translation>
    </message>
    <message>
        <source>other</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikindi</translation>
    </message>
    <message>
        <source>complete</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byuzuye</translation>
    </message>
    <message>
        <source>refused</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byaranzwe</translation>
    </message>
    <message>
        <source>accepted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byaremewe</translation>
    </message>
    <message>
        <source>skin test</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikizamini cyo ku ruhu</translation>
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
        <translation>icya mbere</translation>
    </message>
    <message>
        <source>secondary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>icya kabiri</translation>
    </message>
    <message>
        <source>early latent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yihishe vuba aha</translation>
    </message>
    <message>
        <source>late latent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yihishe kera</translation>
    </message>
    <message>
        <source>tertiary</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>icya gatatu</translation>
    </message>
    <message>
        <source>controlled substance</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikiyobyabwenge kigenzurwa</translation>
    </message>
    <message>
        <source>alcohol</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>inzoga</translation>
    </message>
    <message>
        <source>Edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isohoro</translation>
    </message>
    <message>
        <source>adopted {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ryemejwe ku {day}</translation>
    </message>
    <message>
        <source>not adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntiryaremezwa</translation>
    </message>
    <message>
        <source>in force</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bikurikizwa</translation>
    </message>
    <message>
        <source>the clinic&apos;s own</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iby’ivuriro</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>guhera ku {day}</translation>
    </message>
    <message>
        <source>Code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode</translation>
    </message>
    <message>
        <source>What it says</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyo rivuga</translation>
    </message>
    <message>
        <source>Adopted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryemejwe</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryavanyweho</translation>
    </message>
    <message>
        <source>File</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye</translation>
    </message>
    <message>
        <source>Retired</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yavanywe mu ikoreshwa</translation>
    </message>
    <message>
        <source>Value</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agaciro</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byahinduwe na</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>Mark</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikimenyetso</translation>
    </message>
    <message>
        <source>unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibizwi</translation>
    </message>
    <message>
        <source>on the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kiri ku rutonde</translation>
    </message>
    <message>
        <source>not on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntikiriho</translation>
    </message>
    <message>
        <source>was {value}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byari {value}</translation>
    </message>
    <message>
        <source>changed here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byahinduwe hano</translation>
    </message>
    <message>
        <source>What</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iki</translation>
    </message>
    <message>
        <source>Now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu</translation>
    </message>
    <message>
        <source>Until the travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza ku rugendo</translation>
    </message>
    <message>
        <source>Source</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkomoko</translation>
    </message>
    <message>
        <source>official</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemewe</translation>
    </message>
    <message>
        <source>read in a copy</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byasomwe muri kopi</translation>
    </message>
    <message>
        <source>to be confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bigomba kwemezwa</translation>
    </message>
    <message>
        <source>disabled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byahagaritswe</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemejwe</translation>
    </message>
    <message>
        <source>asks for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>risaba</translation>
    </message>
    <message>
        <source>puts off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ryimurira ikindi gihe</translation>
    </message>
    <message>
        <source>forbids</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ribuza</translation>
    </message>
    <message>
        <source>offers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ritanga</translation>
    </message>
    <message>
        <source>does not ask for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntirisaba</translation>
    </message>
    <message>
        <source>gives the class</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ritanga icyiciro</translation>
    </message>
    <message>
        <source>grades</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ritanga inota</translation>
    </message>
    <message>
        <source>needs the form</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>risaba inyandiko</translation>
    </message>
    <message>
        <source>warns</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>riraburira</translation>
    </message>
    <message>
        <source>holds travel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rihagarika urugendo</translation>
    </message>
    <message>
        <source>keeps from being cleared</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ribuza kwemererwa kugenda</translation>
    </message>
    <message>
        <source>gives</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ritanga umuti</translation>
    </message>
    <message>
        <source>vaccinates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ritanga urukingo</translation>
    </message>
    <message>
        <source>sets the validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>rigena igihe bimara</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasabwe</translation>
    </message>
    <message>
        <source>Put off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byimuriwe ikindi gihe</translation>
    </message>
    <message>
        <source>Offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byatanzwe ku bushake</translation>
    </message>
    <message>
        <source>Must not be done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibigomba gukorwa</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana</translation>
    </message>
    <message>
        <source>Not asked for</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibisabwa</translation>
    </message>
    <message>
        <source>Yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yego</translation>
    </message>
    <message>
        <source>No</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Oya</translation>
    </message>
    <message>
        <source>not together with: {others}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibijyana na: {others}</translation>
    </message>
    <message>
        <source>comment demanded on {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>igisobanuro kirasabwa kuri {grade}</translation>
    </message>
    <message>
        <source>no comment on {grade}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta gisobanuro kuri {grade}</translation>
    </message>
    <message>
        <source>{what}: {own} here, changed by the clinic; the edition says {given}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what}: {own} hano, byahinduwe n’ivuriro; isohoro rivuga {given}</translation>
    </message>
    <message>
        <source>as of {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>uko byari ku {day}</translation>
    </message>
    <message>
        <source>countries named: {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ibihugu byavuzwe: {count}</translation>
    </message>
    <message>
        <source>who is not named is not on it</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikitavuzwe ntikiri ku rutonde</translation>
    </message>
    <message>
        <source>who is not named is unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikitavuzwe ntikizwi</translation>
    </message>
</context>
<context>
    <name>ProtocolsPage</name>
    <message>
        <source>Protocols</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole</translation>
    </message>
    <message>
        <source>Library</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isomero</translation>
    </message>
    <message>
        <source>What would be asked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyasabwa</translation>
    </message>
    <message>
        <source>Open exams</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma afunguye</translation>
    </message>
    <message>
        <source>View</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyerekanwa</translation>
    </message>
    <message>
        <source>A panel physician adopts an edition before the first signature under it; Enter changes a number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Muganga ubifitiye uburenganzira yemeza isohoro mbere y’umukono wa mbere urikurikiza; Enter ihindura umubare.</translation>
    </message>
    <message>
        <source>Type an age and see what would be asked; no record is touched. Alt and a letter leads to a field.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika imyaka urebe ibyasabwa; nta nyandiko ikorwaho. Alt n’inyuguti bijyana ku mwanya.</translation>
    </message>
    <message>
        <source>Exams stay with the edition they began with. Enter opens the case file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma aguma ku isohoro yatangiriyeho. Enter ifungura ifishi.</translation>
    </message>
    <message>
        <source>No protocol is here</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta porotokole iri hano</translation>
    </message>
    <message>
        <source>An administrator imports a template.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuyobozi yinjiza porotokole.</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>Entered by another role</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byandikwa n’undi ufite izindi nshingano</translation>
    </message>
    <message>
        <source>Measured again, it is right</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byongeye gupimwa, ni byo</translation>
    </message>
    <message>
        <source>No</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Oya</translation>
    </message>
    <message>
        <source>N</source>
        <comment>key for No</comment>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>O</translation>
    </message>
    <message>
        <source>Yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yego</translation>
    </message>
    <message>
        <source>Y</source>
        <comment>key for Yes</comment>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Y</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Lock screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga mudasobwa</translation>
    </message>
    <message>
        <source>Workstation {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mudasobwa {name}</translation>
    </message>
    <message>
        <source>Today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu munsi</translation>
    </message>
    <message>
        <source>Appointments</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gahunda</translation>
    </message>
    <message>
        <source>Clinic floor</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mu ivuriro</translation>
    </message>
    <message>
        <source>My station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho nkorera</translation>
    </message>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitararangiye</translation>
    </message>
    <message>
        <source>People &amp; families</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu n’imiryango</translation>
    </message>
    <message>
        <source>Case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ifishi</translation>
    </message>
    <message>
        <source>Examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma</translation>
    </message>
    <message>
        <source>Departures</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ingendo</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyemezo</translation>
    </message>
    <message>
        <source>Submissions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyoherezwa</translation>
    </message>
    <message>
        <source>Administration</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubuyobozi</translation>
    </message>
    <message>
        <source>Protocols</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Porotokole</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
</context>
<context>
    <name>ReasonsBox</name>
    <message>
        <source>Why</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>No rule speaks of it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta tegeko ribivugaho.</translation>
    </message>
    <message>
        <source>Choose a line to read why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo umurongo kugira ngo usome impamvu.</translation>
    </message>
</context>
<context>
    <name>RecoveryCode</name>
    <message>
        <source>If every administrator&apos;s password is lost, this code is the only way back to the clinic&apos;s data. Print it, put it into an envelope and lock it away. It is not shown again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Niba ijambo ry’ibanga ry’abayobozi bose ritakaye, iyi kode ni yo nzira yonyine igera ku makuru y’ivuriro. Yicape, uyishyire mu ibahasha, uyifungirane. Ntizongera kwerekanwa.</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode yo kugarura</translation>
    </message>
    <message>
        <source>Print…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Capa…</translation>
    </message>
    <message>
        <source>Type it again from the &amp;paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera uyandike uyirebera ku &amp;rupapuro</translation>
    </message>
    <message>
        <source>This is the code. Keep the paper safe.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni yo kode. Bika neza urupapuro.</translation>
    </message>
    <message>
        <source>Please type the code as it stands on the paper; hyphens may be left out.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika kode uko iri ku rupapuro; utwuhuza dushobora kurekwa.</translation>
    </message>
    <message>
        <source>This is not the code; compare it sign by sign.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iyi si yo kode; yigereranye akamenyetso ku kandi.</translation>
    </message>
    <message>
        <source>The printer did not take it. Try again, or write the code down by hand.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icapiro ntiryabyemeye. Ongera ugerageze, cyangwa wandike kode n’intoki.</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuyobozi</translation>
    </message>
</context>
<context>
    <name>RecoveryForm</name>
    <message>
        <source>Lost password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ryatakaye</translation>
    </message>
    <message>
        <source>An administrator can reset your password. An administrator who lost his own comes in by the recovery code that was printed when the clinic was founded.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuyobozi ashobora kuguha irindi jambo ry’ibanga. Umuyobozi wataye irye yinjirira kuri kode yo kugarura yacapwe ivuriro rishingwa.</translation>
    </message>
    <message>
        <source>Set new password and sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyiraho ijambo ry’ibanga rishya winjire</translation>
    </message>
    <message>
        <source>&amp;Recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kode yo kugarura</translation>
    </message>
    <message>
        <source>as printed; hyphens may be left out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>uko yacapwe; utwuhuza dushobora kurekwa</translation>
    </message>
    <message>
        <source>Administrator&apos;s &amp;login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;zina ryo kwinjira ry’umuyobozi</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ri&amp;shya</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ijambo ry’ibanga rishya</translation>
    </message>
    <message>
        <source>Back to sign-in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subira aho binjirira</translation>
    </message>
</context>
<context>
    <name>RecoveryStep</name>
    <message>
        <source>Recovery code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode yo kugarura</translation>
    </message>
</context>
<context>
    <name>Registration</name>
    <message>
        <source>Name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina</translation>
    </message>
    <message>
        <source>File number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero y’ifishi</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye</translation>
    </message>
    <message>
        <source>From</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho akomoka</translation>
    </message>
    <message>
        <source>y</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imy</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>amez</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imin</translation>
    </message>
    <message>
        <source>birth date unknown</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ntizwi</translation>
    </message>
    <message>
        <source>born {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yavutse {day}</translation>
    </message>
    <message>
        <source>Female</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gore</translation>
    </message>
    <message>
        <source>Male</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gabo</translation>
    </message>
    <message>
        <source>Unspecified</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kitavuzwe</translation>
    </message>
    <message>
        <source>same document or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urupapuro cyangwa nomero bimwe</translation>
    </message>
    <message>
        <source>same name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>izina rimwe</translation>
    </message>
    <message>
        <source>similar name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>izina risa n’iri</translation>
    </message>
    <message>
        <source>same birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko imwe</translation>
    </message>
    <message>
        <source>birth date possible</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko ishoboka</translation>
    </message>
    <message>
        <source>birth date differs by a slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko itandukanyeho gato</translation>
    </message>
    <message>
        <source>birth date near</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itariki y’amavuko yegereye</translation>
    </message>
    <message>
        <source>same telephone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>telefone imwe</translation>
    </message>
    <message>
        <source>Kind of document</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko bw’urupapuro</translation>
    </message>
    <message>
        <source>Issuer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwarutanze</translation>
    </message>
    <message>
        <source>Names</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amazina</translation>
    </message>
    <message>
        <source>Document number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero y’urupapuro</translation>
    </message>
    <message>
        <source>Check digit of the number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura nomero</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwenegihugu</translation>
    </message>
    <message>
        <source>Birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itariki y’amavuko</translation>
    </message>
    <message>
        <source>Check digit of the birth date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura itariki y’amavuko</translation>
    </message>
    <message>
        <source>Sex</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igitsina</translation>
    </message>
    <message>
        <source>Expiry date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Itariki rurangiriraho</translation>
    </message>
    <message>
        <source>Check digit of the expiry date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura itariki rurangiriraho</translation>
    </message>
    <message>
        <source>Optional data</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andi makuru</translation>
    </message>
    <message>
        <source>Check digit of the optional data</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura andi makuru</translation>
    </message>
    <message>
        <source>Overall check digit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umubare ugenzura byose</translation>
    </message>
</context>
<context>
    <name>RegistrationView</name>
    <message>
        <source>Start anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tangira bushya</translation>
    </message>
    <message>
        <source>Empty the form and forget what was typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Siba ibyanditswe byose</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reka</translation>
    </message>
    <message>
        <source>Register and add family member</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika wongereho uwo mu muryango</translation>
    </message>
    <message>
        <source>Register</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Save changes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bika ibyahinduwe</translation>
    </message>
    <message>
        <source>Look once more, then save again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera urebe, hanyuma wongere ubike.</translation>
    </message>
    <message>
        <source>Something is missing or not right; it is marked beside the fields.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari ikibura cyangwa kitari cyo; byerekanwe iruhande rw’imyanya.</translation>
    </message>
    <message>
        <source>Not saved; it is marked beside the field why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibyabitswe; impamvu yerekanwe iruhande rw’umwanya.</translation>
    </message>
</context>
<context>
    <name>RenewKeyNotice</name>
    <message>
        <source>Renew the key now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hindura urufunguzo nonaha</translation>
    </message>
    <message>
        <source>The clinic gets a new password at its server. Every other workstation is cut off at once; its users join again with an enrolment paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro rihabwa ijambo ry’ibanga rishya kuri seriveri. Izindi mudasobwa zose zicika ako kanya; abazikoresha bongera kwihuza bakoresheje urupapuro rwo kwandikisha.</translation>
    </message>
    <message>
        <source>All data gets a new key; every password goes on working. It takes a moment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru yose ahabwa urufunguzo rushya; amagambo y’ibanga yose akomeza gukora. Bifata akanya.</translation>
    </message>
    <message>
        <source>{name} no longer has access. Who kept a copy of a workstation&apos;s keys could still reach the server: renew its password. Every other workstation then joins again with a paper.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} ntagifite uburenganzira. Uwabitse kopi y’imfunguzo za mudasobwa ashobora kugera kuri seriveri: hindura ijambo ryayo ry’ibanga. Izindi mudasobwa zose zongera kwihuza zikoresheje urupapuro.</translation>
    </message>
    <message>
        <source>{name} no longer has access. A copy of the old file could still be opened with the old password: renew the key of the data.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} ntagifite uburenganzira. Kopi ya dosiye ya kera ishobora gufunguzwa ijambo ry’ibanga rya kera: hindura urufunguzo rw’amakuru.</translation>
    </message>
    <message>
        <source>The data has a new key. The next backup uses it too.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru afite urufunguzo rushya. Kopi y’ububiko itaha izarukoresha.</translation>
    </message>
</context>
<context>
    <name>RequestSlipDialog</name>
    <message>
        <source>Request slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rw’ubusabe</translation>
    </message>
</context>
<context>
    <name>RequirementList</name>
    <message>
        <source>Requirements</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisabwa</translation>
    </message>
    <message>
        <source>The requirements appear once the exam has begun.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisabwa bigaragara isuzuma rimaze gutangira.</translation>
    </message>
</context>
<context>
    <name>ResetPasswordDialog</name>
    <message>
        <source>New password for {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga rishya rya {name}</translation>
    </message>
    <message>
        <source>Set password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyiraho ijambo ry’ibanga</translation>
    </message>
    <message>
        <source>At the next sign-in, {name} must choose an own one.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name} niyongera kwinjira, agomba kwihitiramo irye.</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ri&amp;shya</translation>
    </message>
    <message>
        <source>New password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ijambo ry’ibanga rishya</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si ijambo ry’ibanga rimwe.</translation>
    </message>
</context>
<context>
    <name>Roles</name>
    <message>
        <source>Receptionist</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uwakira abantu</translation>
    </message>
    <message>
        <source>Nurse</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuforomo</translation>
    </message>
    <message>
        <source>Physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Muganga</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuyobozi</translation>
    </message>
</context>
<context>
    <name>RoomPicker</name>
    <message>
        <source>Room in which you sit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumba urimo</translation>
    </message>
    <message>
        <source>The room that you call people to</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumba uhamagariramo abantu</translation>
    </message>
    <message>
        <source>No room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyumba</translation>
    </message>
</context>
<context>
    <name>RoomsEditor</name>
    <message>
        <source>Room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyumba</translation>
    </message>
    <message>
        <source>Kind</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko</translation>
    </message>
    <message>
        <source>Add a room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera icyumba</translation>
    </message>
    <message>
        <source>Give every room a name, or remove it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ha buri cyumba izina, cyangwa ugikureho.</translation>
    </message>
    <message>
        <source>Two rooms have the same name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba bibiri bifite izina rimwe.</translation>
    </message>
    <message>
        <source>At least one room is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakenewe nibura icyumba kimwe.</translation>
    </message>
    <message>
        <source>Name of the room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ry’icyumba</translation>
    </message>
    <message>
        <source>Kind of room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko bw’icyumba</translation>
    </message>
    <message>
        <source>in use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gikoreshwa</translation>
    </message>
</context>
<context>
    <name>RoomsPanel</name>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba</translation>
    </message>
    <message>
        <source>The columns of the appointment book, in this order.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkingi za gahunda, muri uru rukurikirane.</translation>
    </message>
    <message>
        <source>in use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gikoreshwa</translation>
    </message>
    <message>
        <source>not in use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntigikoreshwa</translation>
    </message>
</context>
<context>
    <name>RoomsStep</name>
    <message>
        <source>Rooms</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyumba</translation>
    </message>
    <message>
        <source>The columns of the appointment book, in this order.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkingi za gahunda, muri uru rukurikirane.</translation>
    </message>
</context>
<context>
    <name>SamePaperDialog</name>
    <message>
        <source>This paper is on file already</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro rusanzwe ku ifishi</translation>
    </message>
    <message>
        <source>Number {number} stands on the file of {name}, {file_number}. If it is the same person, open that file. If both have this paper, say why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero {number} iri ku ifishi ya {name}, {file_number}. Niba ari umuntu umwe, fungura iyo fishi. Niba bombi bafite uru rupapuro, vuga impamvu.</translation>
    </message>
    <message>
        <source>&amp;Open that file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fungura iyo fishi</translation>
    </message>
    <message>
        <source>Register another person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika undi muntu</translation>
    </message>
    <message>
        <source>Keep it on both files</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rugumishe ku mafishi yombi</translation>
    </message>
</context>
<context>
    <name>SavedLabel</name>
    <message>
        <source>Saved {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byabitswe {when}</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birabikwa…</translation>
    </message>
</context>
<context>
    <name>ScreeningDialog</name>
    <message>
        <source>Screening of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya {name}</translation>
    </message>
    <message>
        <source>&amp;Record screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Andika isuzuma</translation>
    </message>
    <message>
        <source>{flight}, {departs}. N answers no, Y yes, Tab goes on. Questions with * must be answered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{flight}, {departs}. O isubiza oya, Y yego, Tab irakomeza. Ibibazo bifite * bigomba gusubizwa.</translation>
    </message>
    <message>
        <source>Start &amp;anew</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Tangira bushya</translation>
    </message>
    <message>
        <source>Empty all answers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Siba ibisubizo byose</translation>
    </message>
    <message>
        <source>What you answered until {time} is back. Record the screening to keep it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo wasubije kugeza {time} byagarutse. Andika isuzuma kugira ngo bibikwe.</translation>
    </message>
    <message>
        <source>Holds:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bihagarika:</translation>
    </message>
    <message>
        <source>To be judged:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bigomba gusuzumwa:</translation>
    </message>
</context>
<context>
    <name>SectionForm</name>
    <message>
        <source>Systems</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ingingo z’umubiri</translation>
    </message>
    <message>
        <source>State on examination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko byasanzwe mu isuzuma</translation>
    </message>
    <message>
        <source>&amp;Mark the rest normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ibisigaye ni byiza</translation>
    </message>
    <message>
        <source>After you have examined: sets the systems that are still open to normal</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nyuma yo gusuzuma: bishyira ingingo zisigaye ko ari nziza</translation>
    </message>
</context>
<context>
    <name>SectionsList</name>
    <message>
        <source>Sections</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibice</translation>
    </message>
</context>
<context>
    <name>SeenAndNow</name>
    <message>
        <source>Somebody else changed this meanwhile.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari undi wahinduye ibi hagati aho.</translation>
    </message>
    <message>
        <source>You saw</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Wabonye</translation>
    </message>
    <message>
        <source>Now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu</translation>
    </message>
    <message>
        <source>Press “{act}” once more to do it all the same, or leave it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera ukande “{act}” niba ubishaka uko biri kose, cyangwa ubireke.</translation>
    </message>
    <message>
        <source>Nothing of what you see here is different. Press “{act}” once more, or leave it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyahindutse mu byo ubona hano. Ongera ukande “{act}”, cyangwa ubireke.</translation>
    </message>
</context>
<context>
    <name>SeriesDialog</name>
    <message>
        <source>Sputum specimen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igikororwa</translation>
    </message>
    <message>
        <source>Result of the culture</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igisubizo cy’ubuhinzi</translation>
    </message>
    <message>
        <source>Vaccination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukingirwa</translation>
    </message>
    <message>
        <source>Next dose</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Doze ikurikira</translation>
    </message>
    <message>
        <source>Check before the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma mbere y’indege</translation>
    </message>
    <message>
        <source>{what} {number} of {of}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{what} {number} kuri {of}</translation>
    </message>
    <message>
        <source>Visits that are still needed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzinduko zigikenewe</translation>
    </message>
    <message>
        <source>&amp;Book all</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fata gahunda zose</translation>
    </message>
    <message>
        <source>Nobody is found by this.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wabonetse.</translation>
    </message>
    <message>
        <source>&amp;Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Nde</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umug&amp;anga</translation>
    </message>
    <message>
        <source>Visits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzinduko</translation>
    </message>
    <message>
        <source>{name}: the exam and the flight ask for no further visit.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{name}: isuzuma n’indege nta rundi ruzinduko bisaba.</translation>
    </message>
    <message>
        <source>booked already: {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byamaze gufatwa: {when}</translation>
    </message>
    <message>
        <source>no free time in time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta mwanya uri mu gihe gikwiye</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>guhera ku {day}</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{first} kugeza {last}</translation>
    </message>
    <message>
        <source>{visit}: {reason} Nothing was booked.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{visit}: {reason} Nta gahunda yafashwe.</translation>
    </message>
</context>
<context>
    <name>ServiceDetails</name>
    <message>
        <source>Order of stations…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko ahakorerwa hakurikirana…</translation>
    </message>
    <message>
        <source>Who can be asked for by name: {roles}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abashobora gusabwa mu izina: {roles}</translation>
    </message>
</context>
<context>
    <name>ServicesEditor</name>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminota</translation>
    </message>
    <message>
        <source>Each more person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Undi muntu</translation>
    </message>
    <message>
        <source>Kind of room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubwoko bw’icyumba</translation>
    </message>
    <message>
        <source>Each half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminota 30</translation>
    </message>
    <message>
        <source>Add a service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera serivisi</translation>
    </message>
    <message>
        <source>Give every service that is offered a name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ha buri serivisi itangwa izina.</translation>
    </message>
    <message>
        <source>At least one service is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hakenewe nibura serivisi imwe.</translation>
    </message>
    <message>
        <source>Name of the service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina rya serivisi</translation>
    </message>
    <message>
        <source>Minutes for one person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminota ku muntu umwe</translation>
    </message>
    <message>
        <source>Minutes for each more person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iminota ku muntu wiyongereye</translation>
    </message>
    <message>
        <source>no limit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta</translation>
    </message>
    <message>
        <source>People of this service who may begin in one half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu b’iyi serivisi bashobora gutangira mu gice cy’isaha</translation>
    </message>
    <message>
        <source>offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itangwa</translation>
    </message>
</context>
<context>
    <name>ServicesPanel</name>
    <message>
        <source>Services</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>What can be booked, and how long it takes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibishobora gufatirwa gahunda, n’igihe bimara.</translation>
    </message>
    <message>
        <source>{minutes} min, {more} for each more person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>iminota {minutes}, {more} kuri buri wiyongereyeho</translation>
    </message>
    <message>
        <source>offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>itangwa</translation>
    </message>
    <message>
        <source>not offered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntitangwa</translation>
    </message>
    <message>
        <source>{count} each half hour</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} mu gice cy’isaha</translation>
    </message>
</context>
<context>
    <name>ServicesStep</name>
    <message>
        <source>Services</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>What can be booked, and how long it takes.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibishobora gufatirwa gahunda, n’igihe bimara.</translation>
    </message>
</context>
<context>
    <name>SheetActs</name>
    <message>
        <source>You entered lines of this sheet yourself. Let a second person sign in and re-key it blind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Wowe ubwawe wanditse imirongo y’uru rupapuro. Reka undi muntu yinjire arwandike bundi bushya atarureba.</translation>
    </message>
    <message>
        <source>For a case that the authority gave back. Ticks, number and snapshot stay; the reason is kept.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni iya dosiye urwego rwasubije. Utumenyetso, nomero n’ishusho birasigara; impamvu irabikwa.</translation>
    </message>
    <message>
        <source>Open the sheet again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongera gufungura urupapuro</translation>
    </message>
    <message>
        <source>&amp;Open again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ufungure</translation>
    </message>
</context>
<context>
    <name>SheetList</name>
    <message>
        <source>copied as {text}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bikopwa ari {text}</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibyanditswe</translation>
    </message>
    <message>
        <source>not asked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibibazwa</translation>
    </message>
    <message>
        <source>Lines of the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imirongo y’urupapuro</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>This page is not for your role.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uru rupapuro si urw’inshingano zawe.</translation>
    </message>
    <message>
        <source>Ctrl+K find or scan · Alt+Left back · Ctrl+L lock · F1 hides this line</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ctrl+K shakisha cyangwa sikana · Alt+Left subira inyuma · Ctrl+L funga · F1 hisha uyu murongo</translation>
    </message>
    <message>
        <source>Demo clinic: all people are invented</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ry’igerageza: abantu bose ni abahimbano</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>At the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ku rwego</translation>
    </message>
    <message>
        <source>Mark as s&amp;ubmitted…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Emeza ko byo&amp;herejwe…</translation>
    </message>
    <message>
        <source>Open a&amp;gain…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufun&amp;gura…</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ishusho</translation>
    </message>
    <message>
        <source>Show, &amp;print or save…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Reba, &amp;capa cyangwa bika…</translation>
    </message>
    <message>
        <source>Second person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu wa kabiri</translation>
    </message>
    <message>
        <source>Re-key &amp;blind…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera wandike &amp;utareba…</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rurafunguye</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwoherejwe</translation>
    </message>
    <message>
        <source>Number at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero yo ku rwego</translation>
    </message>
    <message>
        <source>Change…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindura…</translation>
    </message>
    <message>
        <source>Add…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongeraho…</translation>
    </message>
    <message>
        <source>Kept as it was before the submission.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yabitswe uko yari imeze mbere yo kohereza.</translation>
    </message>
    <message>
        <source>Not kept yet. It is drawn and kept when it is shown for the first time.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntirabikwa. Ikorwa ikabikwa iyo yerekanywe bwa mbere.</translation>
    </message>
    <message>
        <source>Submitted {when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwoherejwe ku {when} na {who}</translation>
    </message>
    <message>
        <source>Opened again: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwongeye gufungurwa: {reason}</translation>
    </message>
    <message>
        <source>Prepared {when} by {who}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rwateguwe ku {when} na {who}</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro</translation>
    </message>
    <message>
        <source>Typed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyanditswe</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukemura…</translation>
    </message>
    <message>
        <source>Decide: {label}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukemura: {label}</translation>
    </message>
    <message>
        <source>To be confirmed by the panel physician.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bigomba kwemezwa na muganga ubifitiye uburenganzira.</translation>
    </message>
    <message>
        <source>Order and fields: {source}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urukurikirane n’imyanya: {source}</translation>
    </message>
    <message>
        <source>Version {seq}: {state}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verisiyo {seq}: {state}</translation>
    </message>
    <message>
        <source>not submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntirwoherejwe</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Injira</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;zina ryo kwinjira</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;jambo ry’ibanga</translation>
    </message>
    <message>
        <source>Lost password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga ryatakaye</translation>
    </message>
    <message>
        <source>Join with an enrolment paper</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ihuze n’urupapuro rwo kwandikisha</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Sign in</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Injira</translation>
    </message>
    <message>
        <source>Migration Health Assessment Center</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikigo gisuzuma ubuzima bw’abimukira</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi</translation>
    </message>
    <message>
        <source>Demo clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro ry’igerageza</translation>
    </message>
    <message>
        <source>All people in it are invented. Choose whom to work as:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abantu bose barimo ni abahimbano. Hitamo uwo ukora nka we:</translation>
    </message>
    <message>
        <source>Use</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo</translation>
    </message>
    <message>
        <source>Work as {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kora nka {name}</translation>
    </message>
</context>
<context>
    <name>SignatureView</name>
    <message>
        <source>I have &amp;read it again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nongeye ku&amp;bisoma</translation>
    </message>
    <message>
        <source>&amp;Sign exam…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Sinya isuzuma…</translation>
    </message>
    <message>
        <source>Not known yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana</translation>
    </message>
    <message>
        <source>Asked for and not done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyasabwe bitakozwe</translation>
    </message>
    <message>
        <source>Warning signs without an answer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibimenyetso mpuruza bidafite igisubizo</translation>
    </message>
    <message>
        <source>Typed but not finished</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyanditswe bitarangiye</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro</translation>
    </message>
    <message>
        <source>not confirmed yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ntibyaremezwa</translation>
    </message>
    <message>
        <source>What you sign</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo usinya</translation>
    </message>
    <message>
        <source>Before the signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mbere y’umukono</translation>
    </message>
    <message>
        <source>Read it through. Signing freezes it; a later change is an amendment with a reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bisome byose. Gusinya birabihamya; icyahinduka nyuma ni ubugororangingo bufite impamvu.</translation>
    </message>
    <message>
        <source>These points are open. The exam can be signed when all of them are settled.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibi biracyafunguye. Isuzuma rishobora gusinywa byose birangiye.</translation>
    </message>
    <message>
        <source>Changed while you were reading. Read it again before you sign:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byahindutse usoma. Ongera ubisome mbere yo gusinya:</translation>
    </message>
    <message>
        <source>{title}, edition {edition}, has not been adopted by the panel physician.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{title}, isohoro {edition}, ntiryemejwe na muganga ubifitiye uburenganzira.</translation>
    </message>
    <message>
        <source>Read and adopt…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Soma wemeze…</translation>
    </message>
    <message>
        <source>Questions without an answer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibibazo bitasubijwe</translation>
    </message>
</context>
<context>
    <name>SignedView</name>
    <message>
        <source>This exam is void. Its history stands in the case file.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri suzuma ryasheshwe. Amateka yaryo ari ku ifishi.</translation>
    </message>
    <message>
        <source>Version {number}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verisiyo {number}</translation>
    </message>
    <message>
        <source>Version</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Verisiyo</translation>
    </message>
    <message>
        <source>Signed {when} by {who}.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ryasinywe ku {when} na {who}.</translation>
    </message>
    <message>
        <source>Amendment: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubugororangingo: {reason}</translation>
    </message>
    <message>
        <source>The stored text is not the one that was signed. Tell the administrator.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwandiko ubitswe si wo wasinywe. Menyesha umuyobozi.</translation>
    </message>
    <message>
        <source>Digest of what was shown: {digest}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ikimenyetso cy’ibyerekanwe: {digest}</translation>
    </message>
    <message>
        <source>Classification</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyiciro</translation>
    </message>
    <message>
        <source>Amend exam</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukosora isuzuma</translation>
    </message>
    <message>
        <source>Open amendment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura ubugororangingo</translation>
    </message>
    <message>
        <source>What was signed stays readable. The exam opens again as a new version and must be signed again; until then nobody travels on it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyasinywe bikomeza gusomwa. Isuzuma rifungurwa nka verisiyo nshya kandi rigomba kongera gusinywa; mbere yaho nta wugenda arishingiyeho.</translation>
    </message>
</context>
<context>
    <name>SlipDialog</name>
    <message>
        <source>Appointment slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro rwa gahunda</translation>
    </message>
    <message>
        <source>Language of the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi rw’urupapuro</translation>
    </message>
    <message>
        <source>&amp;Language of the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ururimi rw’urupapuro</translation>
    </message>
</context>
<context>
    <name>SnapshotDialog</name>
    <message>
        <source>Snapshot of the sheet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ishusho y’urupapuro</translation>
    </message>
    <message>
        <source>The sheet as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urupapuro uko rucapwa</translation>
    </message>
</context>
<context>
    <name>StaffForm</name>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono</translation>
    </message>
    <message>
        <source>&amp;Name, as on papers</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;zina, uko ryandikwa ku mpapuro</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo k&amp;winjira</translation>
    </message>
    <message>
        <source>&amp;Job title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umurimo</translation>
    </message>
    <message>
        <source>L&amp;icence number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero y’u&amp;ruhushya</translation>
    </message>
    <message>
        <source>printed on papers that are signed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>icapwa ku mpapuro zasinywe</translation>
    </message>
    <message>
        <source>&amp;Roles</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;nshingano</translation>
    </message>
    <message>
        <source>First &amp;password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga rya &amp;mbere</translation>
    </message>
    <message>
        <source>Password &amp;again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ongera ijambo ry’ibanga</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urur&amp;imi</translation>
    </message>
    <message>
        <source>&amp;Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umu&amp;kono</translation>
    </message>
    <message>
        <source>Please give the name.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga izina.</translation>
    </message>
    <message>
        <source>Choose at least one role.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura inshingano imwe.</translation>
    </message>
    <message>
        <source>A physician&apos;s papers carry the licence number.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impapuro za muganga zigira nomero y’uruhushya.</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si ijambo ry’ibanga rimwe.</translation>
    </message>
</context>
<context>
    <name>StaffPanel</name>
    <message>
        <source>Staff and access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abakozi</translation>
    </message>
    <message>
        <source>Nobody yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu urahari.</translation>
    </message>
    <message>
        <source>Add somebody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera umuntu</translation>
    </message>
    <message>
        <source>Change…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindura…</translation>
    </message>
    <message>
        <source>Reset password…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindura ijambo ry’ibanga…</translation>
    </message>
    <message>
        <source>One more workstation…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indi mudasobwa…</translation>
    </message>
    <message>
        <source>End access…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kurangiza uburenganzira…</translation>
    </message>
    <message>
        <source>New recovery code…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kode nshya yo kugarura…</translation>
    </message>
    <message>
        <source>Enter changes a person. Who leaves is not deleted: the access ends, the record stays.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter ihindura umuntu. Ugenda ntasibwa: uburenganzira burarangira, inyandiko zigasigara.</translation>
    </message>
    <message>
        <source>For a code that is lost, was seen or never printed. The old code opens nothing any more from then on. Have a printer and an envelope ready.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ni iya kode yatakaye, yabonywe n’abandi cyangwa itarigeze icapwa. Kuva ubwo kode ya kera ntiyongera gufungura. Tegura icapiro n’ibahasha.</translation>
    </message>
    <message>
        <source>Make a new recovery code?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gukora kode nshya yo kugarura?</translation>
    </message>
    <message>
        <source>Make a new code</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kora kode nshya</translation>
    </message>
    <message>
        <source>End the access of {name}?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kurangiza uburenganzira bwa {name}?</translation>
    </message>
    <message>
        <source>End access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rangiza uburenganzira</translation>
    </message>
    <message>
        <source>The password opens nothing any more. What this person did and signed stays as it is.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga nta cyo rigifungura. Ibyo uyu muntu yakoze n’ibyo yasinye biguma uko biri.</translation>
    </message>
    <message>
        <source>Name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina</translation>
    </message>
    <message>
        <source>Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira</translation>
    </message>
    <message>
        <source>Roles</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inshingano</translation>
    </message>
    <message>
        <source>Licence</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uruhushya</translation>
    </message>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono</translation>
    </message>
    <message>
        <source>Access</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uburenganzira</translation>
    </message>
    <message>
        <source>on file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urahari</translation>
    </message>
    <message>
        <source>ended</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bwarangiye</translation>
    </message>
    <message>
        <source>active</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>burakora</translation>
    </message>
    <message>
        <source>no password</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta jambo ry’ibanga</translation>
    </message>
    <message>
        <source>Job title</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurimo</translation>
    </message>
</context>
<context>
    <name>StaffStep</name>
    <message>
        <source>Staff</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abakozi</translation>
    </message>
    <message>
        <source>Each person gets an own login; whoever gets a first password changes it later.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Buri muntu ahabwa izina rye ryo kwinjira; uhawe ijambo ry’ibanga rya mbere arihindura nyuma.</translation>
    </message>
    <message>
        <source>Nobody yet. You can add people now or later in Administration.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu urahari. Ushobora kongeramo abantu nonaha cyangwa nyuma mu Buyobozi.</translation>
    </message>
    <message>
        <source>Add somebody</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera umuntu</translation>
    </message>
    <message>
        <source>Remove</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho</translation>
    </message>
    <message>
        <source>Somebody already has this login.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri zina ryo kwinjira rifitwe n’undi.</translation>
    </message>
    <message>
        <source>Name</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina</translation>
    </message>
    <message>
        <source>Login</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina ryo kwinjira</translation>
    </message>
    <message>
        <source>Roles</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inshingano</translation>
    </message>
    <message>
        <source>Licence</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uruhushya</translation>
    </message>
    <message>
        <source>Signature</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umukono</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yego</translation>
    </message>
</context>
<context>
    <name>StaleStrip</name>
    <message>
        <source>no answer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta gisubizo</translation>
    </message>
    <message>
        <source>{question}: {who} answered at {time} while you were typing.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{question}: {who} yasubije saa {time} wandika.</translation>
    </message>
</context>
<context>
    <name>StandingCard</name>
    <message>
        <source>To be moved</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byo kwimura</translation>
    </message>
    <message>
        <source>The clinic or the room is closed then.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ivuriro cyangwa icyumba birafunze icyo gihe.</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>n’abandi {count}</translation>
    </message>
    <message>
        <source>Show</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Erekana</translation>
    </message>
    <message>
        <source>Put aside</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyira ku ruhande</translation>
    </message>
</context>
<context>
    <name>StationPage</name>
    <message>
        <source>My station</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho nkorera</translation>
    </message>
    <message>
        <source>Station of this workstation</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho iyi mudasobwa ikorera</translation>
    </message>
    <message>
        <source>Queue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umurongo</translation>
    </message>
    <message>
        <source>Nobody waits at this station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu utegereje aha hantu.</translation>
    </message>
    <message>
        <source>Enter or Space calls the next one; once more hands over to the proposed station. Ctrl+Enter hands over and calls the next one. C calls again, S passes over for now, P parts a family, M shows everything, R says in which room you sit, Ctrl+Z takes your last act back, U the last step of the ticket.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Enter cyangwa Space ihamagara ukurikiyeho; irongeye imwohereza ahateganyijwe. Ctrl+Enter irohereza igahamagara ukurikiyeho. C yongera guhamagara, S isimbuka by’agateganyo, P itandukanya umuryango, M yerekana byose, R ivuga icyumba urimo, Ctrl+Z isubiza inyuma icyo uheruka gukora, U intambwe iheruka ya tike.</translation>
    </message>
    <message>
        <source>To {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuri {station}</translation>
    </message>
</context>
<context>
    <name>StationsDialog</name>
    <message>
        <source>Order of stations</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko ahakorerwa hakurikirana</translation>
    </message>
    <message>
        <source>&amp;Take this order</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza uru rutonde</translation>
    </message>
    <message>
        <source>Stations of the service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ahakorerwa iyi serivisi</translation>
    </message>
    <message>
        <source>Tick what the service passes; Alt and an arrow moves a station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo aho serivisi inyura; Alt n’akambi byimura ahantu.</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Zamura</translation>
    </message>
    <message>
        <source>&amp;Down</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Manura</translation>
    </message>
    <message>
        <source>Tick at least one station.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura ahantu hamwe.</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi</translation>
    </message>
    <message>
        <source>Clinic database: encrypted, on this computer</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amakuru afunze mu ibanga, hano</translation>
    </message>
    <message>
        <source>Clinic database: connected</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ububiko bw’amakuru: burahujwe</translation>
    </message>
    <message>
        <source>No backup yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kopi y’ububiko irakorwa</translation>
    </message>
    <message>
        <source>Last backup {when}, verified</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi iheruka {when}, yagenzuwe</translation>
    </message>
    <message>
        <source>Backup failed: {why}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko yanze: {why}</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>uyu munsi {time}</translation>
    </message>
    <message>
        <source>All changes saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byose byabitswe {time}</translation>
    </message>
    <message numerus="yes">
        <source>%n piece(s) of work in progress</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>umurimo %n urakorwa</numerusform>
            <numerusform>imirimo %n irakorwa</numerusform>
        </translation>
    </message>
    <message>
        <source>Draft saved {time}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umushinga wabitswe {time}</translation>
    </message>
    <message>
        <source>Draft kept on this computer until the server is back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umushinga ubitswe kuri iyi mudasobwa kugeza seriveri igarutse</translation>
    </message>
</context>
<context>
    <name>StepForm</name>
    <message>
        <source>One moment…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akanya gato…</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uzuza hano.</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si ijambo ry’ibanga rimwe.</translation>
    </message>
    <message>
        <source>At least 10 characters; a few words are easier to remember.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nibura inyuguti 10; amagambo make aroroshye kwibuka.</translation>
    </message>
</context>
<context>
    <name>SubmitDialog</name>
    <message>
        <source>Submit {sheet}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kohereza {sheet}</translation>
    </message>
    <message>
        <source>&amp;Submitted</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Rwoherejwe</translation>
    </message>
    <message>
        <source>Say that it is at the authority, after it was sent there. From then on the sheet is closed; the snapshot shows what was submitted.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Emeza ko rwageze ku rwego, rumaze koherezwa. Kuva ubwo urupapuro ruba rufunze; ishusho yerekana ibyoherejwe.</translation>
    </message>
    <message>
        <source>Number at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nomero yo ku rwego</translation>
    </message>
    <message>
        <source>&amp;Day of submission</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umunsi rwoherejweho</translation>
    </message>
    <message>
        <source>&amp;Time, on the clinic’s clock</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;saha, ku isaha y’ivuriro</translation>
    </message>
    <message numerus="yes">
        <source>%n lines are not ticked yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Umurongo %n nta kamenyetso urashyirwaho.</numerusform>
            <numerusform>Imirongo %n nta kamenyetso irashyirwaho.</numerusform>
        </translation>
    </message>
    <message>
        <source>No second person has checked this sheet blind.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu wa kabiri wagenzuye uru rupapuro atarureba.</translation>
    </message>
    <message>
        <source>Type the day, for example 26 Nov 2026.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika umunsi, urugero 26 Ugu 2026.</translation>
    </message>
    <message>
        <source>Type the time, for example 18:30.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Andika isaha, urugero 18:30.</translation>
    </message>
</context>
<context>
    <name>SystemRow</name>
    <message>
        <source>Finding: {system}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyabonetse: {system}</translation>
    </message>
    <message>
        <source>Required</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birasabwa</translation>
    </message>
    <message>
        <source>What was found</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyabonetse</translation>
    </message>
    <message>
        <source>Why not</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu bitakozwe</translation>
    </message>
</context>
<context>
    <name>TaskCard</name>
    <message>
        <source>Show all {count}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Erekana byose uko ari {count}</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>n’abandi {count}</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>Today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu munsi</translation>
    </message>
    <message>
        <source>Expected today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abategerejwe uyu munsi</translation>
    </message>
    <message>
        <source>In the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bari mu ivuriro</translation>
    </message>
    <message>
        <source>Next departure</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urugendo rutaha</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kopi y’ububiko iheruka</translation>
    </message>
    <message>
        <source>What your role should do first, the most pressing on top. A number from 1 to 6 opens its line, Enter the one with the cursor; a figure opens the people behind it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyo inshingano zawe zibanzaho, ibyihutirwa biri hejuru. Kanda 1 kugeza 6 ufungure umurongo wayo, Enter ifungura uwatoranyijwe; umubare ufungura abantu bawurimo.</translation>
    </message>
    <message>
        <source>Today, {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uyu munsi, {day}</translation>
    </message>
    <message>
        <source>Nothing waits for you.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta kigutegereje.</translation>
    </message>
    <message>
        <source>Nothing waits here: {names}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta gitegereje hano: {names}</translation>
    </message>
    <message>
        <source>{arrived} of {booked}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{arrived} kuri {booked}</translation>
    </message>
    <message>
        <source>{count} not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} ntibaje</translation>
    </message>
    <message>
        <source>arrived so far</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bahageze kugeza ubu</translation>
    </message>
    <message>
        <source>people on the floor now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>abantu bari mu ivuriro ubu</translation>
    </message>
    <message>
        <source>None</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta rwo</translation>
    </message>
    <message>
        <source>no flight is planned</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta ndege iteganyijwe</translation>
    </message>
    <message>
        <source>{count} to be settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{count} bigomba kurangira</translation>
    </message>
    <message>
        <source>everybody is settled</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bose bararangiye</translation>
    </message>
    <message>
        <source>None yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntirakorwa</translation>
    </message>
    <message>
        <source>one is made daily</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ikorwa buri munsi</translation>
    </message>
</context>
<context>
    <name>TodayWords</name>
    <message>
        <source>now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ubu</translation>
    </message>
    <message>
        <source>soon</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>vuba</translation>
    </message>
    <message>
        <source>today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>uyu munsi</translation>
    </message>
    <message>
        <source>later</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nyuma</translation>
    </message>
    <message>
        <source>waits {wait} at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ategereje {wait} kuri {station}</translation>
    </message>
    <message>
        <source>waits {wait} at {station}, longer than usual</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ategereje {wait} kuri {station}, birenze igihe gisanzwe</translation>
    </message>
    <message>
        <source>waits {wait} at {station}, too long</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ategereje {wait} kuri {station}, biratinze cyane</translation>
    </message>
    <message>
        <source>done at {station}, waits {wait} to be sent on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yarangije kuri {station}, ategereje {wait} koherezwa</translation>
    </message>
    <message>
        <source>passed over for now at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yasimbutswe by’agateganyo kuri {station}</translation>
    </message>
    <message>
        <source>called already by {name} at {station}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yamaze guhamagarwa na {name} kuri {station}</translation>
    </message>
    <message>
        <source>expected at {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ategerejwe {when}</translation>
    </message>
    <message>
        <source>should have come at {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yagombaga kuza {when}</translation>
    </message>
    <message>
        <source>was due {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byagombaga gukorwa {when}</translation>
    </message>
    <message>
        <source>due by {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bitarenze {when}</translation>
    </message>
    <message>
        <source>flies {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>agenda {when}</translation>
    </message>
    <message>
        <source>travel is held, open since {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urugendo rurahagaritswe, bifunguye kuva {when}</translation>
    </message>
    <message>
        <source>answered whole, nothing decided</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byasubijwe byose, nta cyemejwe</translation>
    </message>
    <message>
        <source>decided, only the signature is missing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemejwe, hasigaye umukono gusa</translation>
    </message>
    <message>
        <source>open since {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bifunguye kuva {when}</translation>
    </message>
    <message>
        <source>printing failed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gucapa byanze</translation>
    </message>
    <message>
        <source>waits for the printer since {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gitegereje imashini icapa kuva {when}</translation>
    </message>
    <message>
        <source>signed {when}, not yet entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>ryasinywe {when}, ntiryandikwa</translation>
    </message>
    <message>
        <source>At reception and checkout</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho bakirira n’aho basohokera</translation>
    </message>
    <message>
        <source>Arrivals about now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abahagera ubu</translation>
    </message>
    <message>
        <source>Have not come</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abataje</translation>
    </message>
    <message>
        <source>Vital signs to take</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gupima ibipimo by’ubuzima</translation>
    </message>
    <message>
        <source>At laboratory, imaging, vaccination</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bari muri laboratwari, radiyogarafi, gukingirwa</translation>
    </message>
    <message>
        <source>Waiting for the physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bategereje muganga</translation>
    </message>
    <message>
        <source>Exams to classify</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma ashyirwa mu byiciro</translation>
    </message>
    <message>
        <source>Exams to sign</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma yo gusinya</translation>
    </message>
    <message>
        <source>Exams open from earlier days</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma afunguye yo mu minsi yashize</translation>
    </message>
    <message>
        <source>To screen before the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abo gusuzuma mbere y’indege</translation>
    </message>
    <message>
        <source>Fitness to decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufata umwanzuro ku kugenda</translation>
    </message>
    <message>
        <source>Certificates to issue</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyemezo byo gutanga</translation>
    </message>
    <message>
        <source>Prints that wait</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitegereje gucapwa</translation>
    </message>
    <message>
        <source>Exams to enter at the authority</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma yo kwandika ku rwego</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Menu of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde rwa {name}</translation>
    </message>
    <message>
        <source>Password, look, lock, sign out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ijambo ry’ibanga, imigaragarire, gufunga, gusohoka</translation>
    </message>
    <message>
        <source>Change password…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindura ijambo ry’ibanga…</translation>
    </message>
    <message>
        <source>Look</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imigaragarire</translation>
    </message>
    <message>
        <source>As the desk</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nk’iya mudasobwa</translation>
    </message>
    <message>
        <source>Light</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yera</translation>
    </message>
    <message>
        <source>Dark</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yijimye</translation>
    </message>
    <message>
        <source>Help (F1)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubufasha (F1)</translation>
    </message>
    <message>
        <source>Lock screen (Ctrl+L)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga mudasobwa (Ctrl+L)</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Sohoka</translation>
    </message>
</context>
<context>
    <name>TouchedView</name>
    <message>
        <source>Edition</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isohoro</translation>
    </message>
    <message>
        <source>Person</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umuntu</translation>
    </message>
    <message>
        <source>Examined on</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yasuzumwe ku</translation>
    </message>
    <message>
        <source>What would differ</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyatandukana</translation>
    </message>
    <message>
        <source>Open exams</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma afunguye</translation>
    </message>
    <message>
        <source>No open exam stands under another edition of this country.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rifunguye rikurikiza irindi sohoro ry’iki gihugu.</translation>
    </message>
    <message>
        <source>&amp;Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fungura ifishi</translation>
    </message>
    <message numerus="yes">
        <source>%n open exam(s) would be asked something else. Each stays with the edition it began with.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>Isuzuma rifunguye %n ryasabwa ibindi. Riguma ku isohoro ryatangiriyeho.</numerusform>
            <numerusform>Amasuzuma afunguye %n yasabwa ibindi. Buri rimwe riguma ku isohoro ryatangiriyeho.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing would differ for the open exams. Each stays with the edition it began with.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta cyahinduka ku masuzuma afunguye. Buri rimwe riguma ku isohoro ryatangiriyeho.</translation>
    </message>
    <message>
        <source>the edition does not know this category</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>isohoro ntirizi iki cyiciro</translation>
    </message>
    <message>
        <source>nothing</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nta na kimwe</translation>
    </message>
</context>
<context>
    <name>Travel</name>
    <message>
        <source>Traveller</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umugenzi</translation>
    </message>
    <message>
        <source>Case</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Dosiye</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro</translation>
    </message>
    <message>
        <source>Screened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma</translation>
    </message>
    <message>
        <source>Travel needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikenewe</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo</translation>
    </message>
    <message>
        <source>{number} revoked</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} cyateshejwe agaciro</translation>
    </message>
    <message>
        <source>{number} not covered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{number} ntikishingiwe</translation>
    </message>
    <message>
        <source>mo</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>amez</translation>
    </message>
    <message>
        <source>d</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>imin</translation>
    </message>
    <message>
        <source>Waits for family</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ategereje umuryango</translation>
    </message>
    <message>
        <source>Recheck {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongera {day}</translation>
    </message>
    <message>
        <source>Held</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yahagaritswe</translation>
    </message>
    <message>
        <source>Not screened</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntarasuzumwa</translation>
    </message>
    <message>
        <source>To decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufata umwanzuro</translation>
    </message>
    <message>
        <source>Decide again</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongera ufate umwanzuro</translation>
    </message>
    <message>
        <source>Fit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ashobora kugenda</translation>
    </message>
    <message>
        <source>Fit with conditions</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ashobora, hari ibisabwa</translation>
    </message>
    <message>
        <source>Temporarily unfit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntashobora kugenda by’agateganyo</translation>
    </message>
    <message>
        <source>Unfit</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntashobora kugenda</translation>
    </message>
    <message>
        <source>There is no medical exam yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rya muganga rirakorwa.</translation>
    </message>
    <message>
        <source>The medical exam is not signed yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga ntirirasinywa.</translation>
    </message>
    <message>
        <source>The medical exam is open for an amendment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga rifunguriwe ubugororangingo.</translation>
    </message>
    <message>
        <source>The medical exam was signed for another name, sex or birth date. It must be amended.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasinywe ku rindi zina, ikindi gitsina cyangwa indi tariki y’amavuko. Rigomba gukosorwa.</translation>
    </message>
    <message>
        <source>The medical exam was signed for another country or category than the case has now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryasinywe ku kindi gihugu cyangwa ikindi cyiciro bitari ibya dosiye ubu.</translation>
    </message>
    <message>
        <source>It is not decided yet whether the medical exam clears for travel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntiharemezwa niba isuzuma rya muganga rimwemerera kugenda.</translation>
    </message>
    <message>
        <source>The medical exam does not clear for travel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga ntirimwemerera kugenda.</translation>
    </message>
    <message>
        <source>The medical exam holds travel.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga rihagarika urugendo.</translation>
    </message>
    <message>
        <source>It is not known until when the medical exam is valid.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibizwi igihe isuzuma rya muganga rizamara.</translation>
    </message>
    <message>
        <source>The medical exam ends on {valid_until}, before the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga rirangira ku {valid_until}, mbere y’urugendo.</translation>
    </message>
    <message>
        <source>The screening lies more than {hours} hours before the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryakozwe hejuru y’amasaha {hours} mbere y’urugendo.</translation>
    </message>
    <message>
        <source>The screening lies after the departure.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma ryakozwe nyuma y’urugendo.</translation>
    </message>
    <message>
        <source>The flight left without a screening.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Indege yagiye nta suzuma rikozwe.</translation>
    </message>
    <message>
        <source>The recheck on {recheck_on} comes too late for this flight.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kongera gusuzuma ku {recheck_on} biratinze kuri iyi ndege.</translation>
    </message>
    <message>
        <source>Decided for another flight or time; a physician decides again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byemejwe ku yindi ndege cyangwa ikindi gihe; muganga yongera gufata umwanzuro.</translation>
    </message>
    <message>
        <source>Screened again since; a physician decides again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yongeye gusuzumwa nyuma; muganga yongera gufata umwanzuro.</translation>
    </message>
    <message>
        <source>The screening behind it was voided; screen and decide again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma byashingiyeho ryasheshwe; ongera usuzume ufate umwanzuro.</translation>
    </message>
    <message>
        <source>The medical exam holds travel now.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ubu isuzuma rya muganga rihagarika urugendo.</translation>
    </message>
    <message>
        <source>Replaced by a later decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byasimbuwe n’umwanzuro wa nyuma.</translation>
    </message>
    <message>
        <source>Taken off the flight.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Yavanywe ku ndege.</translation>
    </message>
    <message>
        <source>State</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko bimeze</translation>
    </message>
    <message>
        <source>Last screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma riheruka</translation>
    </message>
    <message>
        <source>Needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikenewe</translation>
    </message>
    <message>
        <source>Medical exam signed and valid</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma rya muganga ryasinywe kandi rifite agaciro</translation>
    </message>
    <message>
        <source>Pre-departure screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma mbere y’urugendo</translation>
    </message>
    <message>
        <source>Fitness decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro ku kugenda</translation>
    </message>
    <message>
        <source>from {opens} to {due}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>kuva {opens} kugeza {due}</translation>
    </message>
    <message>
        <source>by {due}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bitarenze {due}</translation>
    </message>
    <message>
        <source>Done</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byakozwe</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Birafunguye</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiragera</translation>
    </message>
    <message>
        <source>Late</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byakererewe</translation>
    </message>
</context>
<context>
    <name>TravelActs</name>
    <message>
        <source>Take {name} off the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvana {name} ku ndege</translation>
    </message>
    <message>
        <source>&amp;Take off the flight</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vana ku ndege</translation>
    </message>
    <message>
        <source>Screenings and decisions stay on record.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma n’imyanzuro bikomeza kubikwa.</translation>
    </message>
    <message>
        <source>It stays readable, with the reason; a decision that rests on it must be made again.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rikomeza gusomwa, hamwe n’impamvu; umwanzuro urishingiyeho ugomba kongera gufatwa.</translation>
    </message>
    <message>
        <source>Void the last screening of {name}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusesa isuzuma riheruka rya {name}</translation>
    </message>
    <message>
        <source>&amp;Void screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Sesa isuzuma</translation>
    </message>
</context>
<context>
    <name>TravellerPanel</name>
    <message>
        <source>&amp;Screen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Suzuma</translation>
    </message>
    <message>
        <source>&amp;Decide</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Emeza</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;bindi</translation>
    </message>
    <message>
        <source>Travel &amp;needs…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Ibikenewe mu rugendo…</translation>
    </message>
    <message>
        <source>&amp;Open the case file</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fungura ifishi</translation>
    </message>
    <message>
        <source>Show the &amp;certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>E&amp;rekana icyemezo</translation>
    </message>
    <message>
        <source>&amp;Void the last screening…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gusesa isu&amp;zuma riheruka…</translation>
    </message>
    <message>
        <source>&amp;Take off the flight…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vana ku ndege…</translation>
    </message>
    <message>
        <source>Choose a traveller to see steps, needs and decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo umugenzi kugira ngo urebe intambwe, ibikenewe n’umwanzuro.</translation>
    </message>
    <message>
        <source>Pre-departure steps</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Intambwe mbere y’urugendo</translation>
    </message>
    <message>
        <source>Travel needs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibikenewe mu rugendo</translation>
    </message>
    <message>
        <source>Last screening</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isuzuma riheruka</translation>
    </message>
    <message>
        <source>Decision</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Icyemezo</translation>
    </message>
    <message>
        <source>Source: {source} ({confidence})</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inkomoko: {source} ({confidence})</translation>
    </message>
    <message>
        <source>official</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byemewe</translation>
    </message>
    <message>
        <source>second-hand</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>byavuye ahandi</translation>
    </message>
    <message>
        <source>to be confirmed by the panel physician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bigomba kwemezwa na muganga ubifitiye uburenganzira</translation>
    </message>
    <message>
        <source>Earlier, replaced:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyabanje, byasimbuwe:</translation>
    </message>
    <message>
        <source>Checked again on {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Azongera gusuzumwa ku {day}</translation>
    </message>
    <message>
        <source>{physician}, {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{physician}, {moment}</translation>
    </message>
    <message>
        <source>Holds until {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bifite agaciro kugeza {moment}</translation>
    </message>
    <message>
        <source>Replaces the earlier decision: {reason}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Bisimbura umwanzuro wa mbere: {reason}</translation>
    </message>
    <message>
        <source>{outcome} · {physician}, {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{outcome} · {physician}, {moment}</translation>
    </message>
    <message>
        <source>valid to {moment}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>gifite agaciro kugeza {moment}</translation>
    </message>
    <message>
        <source>Its name, birth date, sex, nationality or document was corrected on file since. Issue it anew; the new one replaces it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amazina, itariki y’amavuko, igitsina, ubwenegihugu cyangwa icyangombwa byarakosowe nyuma. Gitange bundi bushya; igishya kirasimbura icya kera.</translation>
    </message>
    <message>
        <source>The decision behind it no longer covers the journey. Revoke it, or issue a new one after the next decision.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umwanzuro gishingiyeho ntukijyanye n’urugendo. Giteshe agaciro, cyangwa utange ikindi nyuma y’umwanzuro utaha.</translation>
    </message>
    <message>
        <source>&amp;Issue certificate</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Tanga icyemezo</translation>
    </message>
</context>
<context>
    <name>TwoVersions</name>
    <message>
        <source>Keep all mine</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gumana ibyanjye byose</translation>
    </message>
    <message>
        <source>Take all theirs</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata ibye byose</translation>
    </message>
    <message>
        <source>Use what is chosen</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Koresha ibyahiswemo</translation>
    </message>
    <message>
        <source>Somebody else changed this meanwhile. Which shall stay?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hari undi wahinduye ibi hagati aho. Ni ibihe bigomba kuguma?</translation>
    </message>
    <message>
        <source>Keep mine: {answer}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gumana icyanjye: {answer}</translation>
    </message>
    <message>
        <source>Take theirs: {answer}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata icye: {answer}</translation>
    </message>
</context>
<context>
    <name>UndoStrip</name>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza inyuma (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
</context>
<context>
    <name>Validity</name>
    <message>
        <source>valid until {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bifite agaciro kugeza ku wa {day}</translation>
    </message>
    <message>
        <source>The validity ended on {day}; the examination is to be repeated.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agaciro karangiye ku wa {day}; isuzuma rigomba gusubirwamo.</translation>
    </message>
</context>
<context>
    <name>ValueDialog</name>
    <message>
        <source>The edition says: {value}. It stays visible beside the clinic&apos;s own.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Isohoro rivuga: {value}. Biguma bigaragara iruhande rw’iby’ivuriro.</translation>
    </message>
    <message>
        <source>Change for this clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guhindurira iri vuriro</translation>
    </message>
    <message>
        <source>Value</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Agaciro</translation>
    </message>
    <message>
        <source>&amp;Value</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Agaciro</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>Please give the value.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga agaciro.</translation>
    </message>
    <message>
        <source>Please say why; the record keeps it.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu; irabikwa.</translation>
    </message>
    <message>
        <source>From {low} to {high}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuva kuri {low} kugeza kuri {high}</translation>
    </message>
</context>
<context>
    <name>WaitDialog</name>
    <message>
        <source>Waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abategereje</translation>
    </message>
    <message>
        <source>&amp;Put on the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyira ku &amp;rutonde</translation>
    </message>
    <message>
        <source>for example: medical expires 15 Dec</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>urugero: isuzuma rirangira ku ya 15 Uku</translation>
    </message>
    <message>
        <source>Any time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe cyose</translation>
    </message>
    <message>
        <source>Mornings</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Mu gitondo</translation>
    </message>
    <message>
        <source>Afternoons</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nyuma ya saa sita</translation>
    </message>
    <message>
        <source>What suits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe kimubereye</translation>
    </message>
    <message>
        <source>&amp;Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Serivisi</translation>
    </message>
    <message>
        <source>&amp;Clinician</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Umug&amp;anga</translation>
    </message>
    <message>
        <source>&amp;Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mpamvu</translation>
    </message>
    <message>
        <source>&amp;Last day that helps</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Umunsi ntarengwa</translation>
    </message>
    <message>
        <source>W&amp;hy by then</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu y’u&amp;wo munsi</translation>
    </message>
    <message>
        <source>What s&amp;uits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;gihe kimubereye</translation>
    </message>
    <message>
        <source>Choose at least one person.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hitamo nibura umuntu umwe.</translation>
    </message>
    <message>
        <source>Please say why.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vuga impamvu.</translation>
    </message>
    <message>
        <source>Please give a day, such as 15 Dec.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Tanga umunsi, nka 15 Uku.</translation>
    </message>
</context>
<context>
    <name>WaitingCard</name>
    <message>
        <source>any time</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>igihe cyose</translation>
    </message>
    <message>
        <source>any morning</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>mu gitondo</translation>
    </message>
    <message>
        <source>any afternoon</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>nyuma ya saa sita</translation>
    </message>
    <message>
        <source>by {day}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>bitarenze {day}</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>Waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abategereje</translation>
    </message>
    <message>
        <source>Add</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ongeraho</translation>
    </message>
    <message>
        <source>Put people on the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shyira abantu ku rutonde rw’abategereje</translation>
    </message>
    <message>
        <source>Whole list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde rwose…</translation>
    </message>
    <message>
        <source>A time became free. It fits, most urgent first:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Habonetse umwanya. Bawukwiye, ababyihutiye babanza:</translation>
    </message>
    <message>
        <source>Nobody is waiting.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu utegereje.</translation>
    </message>
    <message>
        <source>Book</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fata</translation>
    </message>
    <message>
        <source>is booked {when}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>yahawe gahunda {when}</translation>
    </message>
</context>
<context>
    <name>WaitingDialog</name>
    <message>
        <source>Waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Abategereje</translation>
    </message>
    <message>
        <source>&amp;Book…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Gufata gahunda…</translation>
    </message>
    <message>
        <source>Who</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nde</translation>
    </message>
    <message>
        <source>Urgent</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byihutirwa</translation>
    </message>
    <message>
        <source>Service</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Serivisi</translation>
    </message>
    <message>
        <source>Reason</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>Phone</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Telefone</translation>
    </message>
    <message>
        <source>Nobody is waiting.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta muntu utegereje.</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga</translation>
    </message>
    <message>
        <source>&amp;Take off the list…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Kuvana ku rutonde…</translation>
    </message>
    <message>
        <source>Take off the waiting list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvana ku rutonde rw’abategereje</translation>
    </message>
    <message>
        <source>&amp;Take off</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Vana ku rutonde</translation>
    </message>
</context>
<context>
    <name>WaitingList</name>
    <message>
        <source>Name or number</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Izina cyangwa nomero</translation>
    </message>
    <message>
        <source>Filter the list</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shungura urutonde</translation>
    </message>
    <message>
        <source>Signed exams to be entered</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Amasuzuma yo kwandika</translation>
    </message>
    <message numerus="yes">
        <source>%n to enter</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>
            <numerusform>%n agomba kwandikwa</numerusform>
            <numerusform>%n agomba kwandikwa</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody by that name or number waits to be entered.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta wufite iryo zina cyangwa iyo nomero utegereje kwandikwa.</translation>
    </message>
</context>
<context>
    <name>WallScreen</name>
    <message>
        <source>Waiting room</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Aho bategerereza</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Why</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Impamvu</translation>
    </message>
    <message>
        <source>It is not known yet whether it is needed. It depends on:</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibiramenyekana niba bikenewe. Biterwa na:</translation>
    </message>
    <message>
        <source>&amp;Open section</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Fungura igice</translation>
    </message>
    <message>
        <source>&amp;Read</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Soma</translation>
    </message>
    <message>
        <source>&amp;Request slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Urupapuro</translation>
    </message>
    <message>
        <source>&amp;Request…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Saba…</translation>
    </message>
    <message>
        <source>Ask the laboratory or the X-ray room, and print the slip</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Saba laboratwari cyangwa icyumba cya radiyo, ucape urupapuro</translation>
    </message>
    <message>
        <source>Validity</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igihe bimara</translation>
    </message>
    <message>
        <source>No examination is needed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta suzuma rikenewe.</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kugeza</translation>
    </message>
    <message>
        <source>As the facts stand; it counts once the exam is signed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Uko bimeze ubu; bitangira kubarwa isuzuma rimaze gusinywa.</translation>
    </message>
    <message>
        <source>To know first</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibigomba kubanza kumenyekana</translation>
    </message>
    <message>
        <source>Last visits</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inzinduko ziheruka</translation>
    </message>
    <message>
        <source>{when}, ticket {ticket}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{when}, tike {ticket}</translation>
    </message>
    <message>
        <source>No visit yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta ruzinduko ruraba</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Found a clinic — MHAC</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gushinga ivuriro — MHAC</translation>
    </message>
    <message>
        <source>Bring this clinic up to date?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuvugurura iri vuriro?</translation>
    </message>
    <message>
        <source>An older program made this clinic. With an administrator&apos;s password its data is backed up, brought up to date in a copy, checked, and only then taken over. Other workstations must be closed.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Iri vuriro ryakozwe na porogaramu ya kera. Hakoreshejwe ijambo ry’ibanga ry’umuyobozi, amakuru akorerwa kopi, akavugururirwa muri kopi, akagenzurwa, hanyuma akabona gufatwa. Izindi mudasobwa zigomba kuba zifunze.</translation>
    </message>
    <message>
        <source>Bring up to date</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Vugurura</translation>
    </message>
    <message>
        <source>Not now</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Si nonaha</translation>
    </message>
    <message>
        <source>The clinic&apos;s server does not answer; what you asked for is not saved yet</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Seriveri y’ivuriro ntisubiza; ibyo wasabye ntibirabikwa</translation>
    </message>
    <message>
        <source>No connection to the clinic&apos;s server; nothing is saved, what you type is kept</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Nta huriro na seriveri y’ivuriro; nta kibikwa, ibyo wandika birasigara</translation>
    </message>
    <message>
        <source>Close without saving?</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gufunga utabitse?</translation>
    </message>
    <message>
        <source>The last entry could not be saved yet.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibyanditswe biheruka ntibyashoboye kubikwa.</translation>
    </message>
    <message>
        <source>Close anyway</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Funga uko biri</translation>
    </message>
    <message>
        <source>Stay</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Guma hano</translation>
    </message>
</context>
<context>
    <name>Wizard</name>
    <message>
        <source>Join a clinic server instead</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kwihuza na seriveri y’ivuriro</translation>
    </message>
    <message>
        <source>Back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inyuma</translation>
    </message>
    <message>
        <source>Next</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Imbere</translation>
    </message>
    <message>
        <source>Found a clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Gushinga ivuriro</translation>
    </message>
    <message>
        <source>Everything can be changed later in Administration.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Byose bishobora guhindurwa nyuma mu Buyobozi.</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ururimi</translation>
    </message>
    <message>
        <source>Found the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Shinga ivuriro</translation>
    </message>
    <message>
        <source>Finish</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Rangiza</translation>
    </message>
    <message>
        <source>Open the clinic</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Fungura ivuriro</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Akanya gato…</translation>
    </message>
</context>
<context>
    <name>WorkBar</name>
    <message>
        <source>Stop</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Hagarika</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>{done} kuri {total}</translation>
    </message>
</context>
<context>
    <name>WrongPerson</name>
    <message>
        <source>&amp;Move this section to another person…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>I&amp;mura iki gice ku wundi muntu…</translation>
    </message>
    <message>
        <source>&amp;Take this section back…</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>&amp;Subiza inyuma iki gice…</translation>
    </message>
    <message>
        <source>The answers of “{section}” are taken back; they stay readable with the reason.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibisubizo bya “{section}” bisubizwa inyuma; bikomeza gusomwa hamwe n’impamvu.</translation>
    </message>
    <message>
        <source>Take section back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza igice inyuma</translation>
    </message>
    <message>
        <source>Take back</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Subiza inyuma</translation>
    </message>
</context>
<context>
    <name>_CapsLockHint</name>
    <message>
        <source>Caps Lock seems to be on.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Caps Lock isa n’iyakijwe.</translation>
    </message>
</context>
<context>
    <name>_ChosenNeed</name>
    <message>
        <source>Take away {need}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Kuraho {need}</translation>
    </message>
</context>
<context>
    <name>_GradeLine</name>
    <message>
        <source>Grade of {item}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inota rya {item}</translation>
    </message>
    <message>
        <source>A grade may be made worse, never better.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inota rishobora kugirwa ribi kurushaho, ntirishobora kugirwa ryiza.</translation>
    </message>
    <message>
        <source>Comment on {item}</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igisobanuro kuri {item}</translation>
    </message>
    <message>
        <source>Grade {grade} needs a comment.</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Inota {grade} rikeneye igisobanuro.</translation>
    </message>
    <message>
        <source>Comment</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igisobanuro</translation>
    </message>
    <message>
        <source>Comment, and why worse than proposed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Igisobanuro, n’impamvu ari ribi kurusha iryasabwe</translation>
    </message>
</context>
<context>
    <name>_OpenListDialog</name>
    <message>
        <source>Left open today</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ibitararangiye</translation>
    </message>
    <message>
        <source>The list as it is printed</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Urutonde uko rucapwa</translation>
    </message>
</context>
<context>
    <name>_QuestionRow</name>
    <message>
        <source>Open</source>
        <translatorcomment>needs a native reader</translatorcomment>
        <translation>Ntibirasubizwa</translation>
    </message>
</context>
</TS>
